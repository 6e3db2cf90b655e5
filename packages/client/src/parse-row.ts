import type { Event, EventRow } from "./event.ts";

/** The row in a line of the spool; undefined if the line is torn, or not ours. */
export function parseRow(line: string): EventRow | undefined {
  const { id, payload } = parseObject(line) ?? {};
  return typeof id === "string" && isEvent(payload) ? { id, payload } : undefined;
}

/** The JSON object in a text; undefined if there is none. */
export function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isEvent(value: unknown): value is Event {
  return isObject(value) && typeof value["name"] === "string" && typeof value["developer"] === "string";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
