import { dayMs, minKeepRawMs } from "./limits.ts";
import { recordedAtMs } from "./recorded-at.ts";
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

/** Is the row from before the horizon? One that doesn't say when it was recorded is not. */
export function isExpired({ id, payload }: EncodedRow, horizonMs: number | undefined): boolean {
  if (horizonMs === undefined) return false;
  const readPayload = (): unknown => (payload === null ? null : JSON.parse(payload));
  return (recordedAtMs(id, readPayload) ?? Infinity) < horizonMs;
}
