import { timestampMs } from "@astrolabe/metric";

/** Whether a row was recorded, as far as it tells, no later than its developer asked to be forgotten. */
export function wasRecordedBefore(id: string, payload: unknown, forgottenAtMs: number): boolean {
  const ms = recordedAtMs(id, payload);
  return ms === undefined || ms <= forgottenAtMs;
}

/**
 * When a row was recorded, in epoch milliseconds, as far as it tells: the time in its id, if that is a UUIDv7, else its
 * event's own timestamp; undefined if it has none. An id that the store made says nothing about that: it is a UUIDv8.
 */
function recordedAtMs(id: string, payload: unknown): number | undefined {
  if (id[14] === "7") return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
  return isEvent(payload) ? timestampMs(payload) : undefined;
}

export function isEvent(payload: unknown): payload is Readonly<Record<string, unknown>> {
  return typeof payload === "object" && payload !== null && !Array.isArray(payload);
}
