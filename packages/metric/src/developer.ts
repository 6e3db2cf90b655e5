/** The fields that may name who ran it, the strongest first. */
export const developerFields = ["developer", "user", "username"] as const;

/** Who ran it: what the first of `developer`, `user` and `username` that names someone says, else `unknown`. */
export function developerOf(event: Readonly<Record<string, unknown>>): string {
  const field = developerFieldOf(event);
  return field === undefined ? "unknown" : String(event[field]);
}

/** The field that names who ran it; undefined if none does. */
export function developerFieldOf(
  event: Readonly<Record<string, unknown>>,
): (typeof developerFields)[number] | undefined {
  return developerFields.find((field) => isName(event[field]));
}

/** A non-empty string, or a non-zero number, which stands for what ECMAScript writes it as. */
function isName(value: unknown): boolean {
  return typeof value === "string" ? value !== "" : typeof value === "number" && value !== 0;
}
