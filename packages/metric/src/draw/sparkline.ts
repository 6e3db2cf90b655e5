const steps = "▁▂▃▄▅▆▇█";

/** Values as one line of text, from 0 to the greatest; a blank where there is none. */
export function sparkline(values: readonly (number | null)[]): string {
  const greatest = Math.max(0, ...values.filter((value) => value !== null));
  return values
    .map((value) => {
      if (value === null) return " ";
      const step = greatest === 0 ? 0 : Math.round((value / greatest) * (steps.length - 1));
      return steps.charAt(step);
    })
    .join("");
}
