import type { Figure, LastWeek } from "./report.ts";

/** A change in one honest sentence, e.g. "+0.12 (−0.15 … +0.39): no change we can tell from noise". */
export function changeSentence(change: Figure, isPaired: boolean): Pick<LastWeek, "verdict" | "sentence"> {
  const { value, interval } = change;
  if (value === null) {
    const sentence =
      change.why === "hidden"
        ? "too few developers in one of the weeks to show a change"
        : "nobody was active in one of the weeks: there is no change to speak of";
    return { verdict: "not known", sentence };
  }
  if (!interval) {
    return {
      verdict: "not known",
      sentence: `${signed(value)}: too few developers to tell a change from noise`,
    };
  }
  const [low, high] = interval;
  const range = `${signed(value)} (${signed(low)} … ${signed(high)})${isPaired ? "" : ", unpaired"}`;
  if (low > 0) return { verdict: "up", sentence: `${range}: up, and more than noise explains` };
  if (high < 0) return { verdict: "down", sentence: `${range}: down, and more than noise explains` };
  return { verdict: "no change", sentence: `${range}: no change we can tell from noise` };
}

/** With a sign and two decimals; more where two would show nothing but zeros of an end that isn't 0. */
function signed(value: number): string {
  const magnitude = Math.abs(value);
  const text = magnitude > 0 && magnitude < 0.005 ? magnitude.toPrecision(1) : magnitude.toFixed(2);
  const plain = text.includes("e") ? "0.00" : text;
  return `${value < 0 ? "−" : "+"}${plain}`;
}
