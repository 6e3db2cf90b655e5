/** Is a payload an event, that is, a JSON object? */
export function isEvent(payload: unknown): payload is Readonly<Record<string, unknown>> {
  return typeof payload === "object" && payload !== null && !Array.isArray(payload);
}
