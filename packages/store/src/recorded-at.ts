import { timestampMs } from "@astrolabe/metric";
import { isEvent } from "./is-event.ts";

const version7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab]/;

/**
 * When a row was recorded, in epoch milliseconds, as far as it tells: the time in its id, if that is a UUIDv7, else its
 * event's own timestamp; undefined if it has none. It is made of the row alone, so it is the same whenever the row is
 * sent. An id that the store made says nothing about that: it is a UUIDv8.
 */
export function recordedAtMs(id: string, readPayload: () => unknown): number | undefined {
  if (version7.test(id)) return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
  const payload = readPayload();
  return isEvent(payload) ? timestampMs(payload) : undefined;
}
