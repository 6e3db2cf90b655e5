/** Who ran it: the first of `developer`, `user` and `username` that names someone, else `unknown`. */
export function developerOf(event: Readonly<Record<string, unknown>>): string {
  return named(event.developer) ?? named(event.user) ?? named(event.username) ?? "unknown";
}

/** A non-empty string, or a non-zero number as ECMAScript writes it. */
function named(value: unknown): string | undefined {
  if (typeof value === "string" && value !== "") return value;
  if (typeof value === "number" && value !== 0) return String(value);
  return undefined;
}
