import { timestampMs } from "@astrolabe/metric";
import { dayMs, minKeepRawMs } from "./limits.ts";
import type { EncodedRow } from "./write.ts";

/**
 * The horizon that a moment asks for: the beginning of its day in UTC, so that no two databases differ on which side of
 * it a fraction of a second is.
 *
 * @throws RangeError when that is too close to now
 */
export function toHorizon(beforeMs: number, nowMs: number): number {
  const horizonMs = Math.floor(beforeMs / dayMs) * dayMs;
  if (Number.isSafeInteger(horizonMs) && horizonMs <= nowMs - minKeepRawMs) return horizonMs;
  const days = minKeepRawMs / dayMs;
  throw new RangeError(`Rows are kept for at least ${days} days: clients may send an event for that long`);
}

/** Is the row's event from before the horizon? One that doesn't say when it was is not. */
export function isExpired(row: EncodedRow, horizonMs: number | undefined): boolean {
  return horizonMs !== undefined && (eventTimeMs(row) ?? Infinity) < horizonMs;
}

const version7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab]/;

/** In epoch milliseconds: made of the row alone, so that it says the same whenever the row is sent. */
function eventTimeMs({ id, payload }: EncodedRow): number | undefined {
  if (version7.test(id)) return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
  const event: unknown = payload === null ? null : JSON.parse(payload);
  return isObject(event) ? timestampMs(event) : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
