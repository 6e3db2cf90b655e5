import { recordedAtMs } from "./recorded-at.ts";

/** Whether a row was recorded, as far as it tells, no later than its developer asked to be forgotten. */
export function wasRecordedBefore(id: string, payload: unknown, forgottenAtMs: number): boolean {
  return (recordedAtMs(id, () => payload) ?? -Infinity) <= forgottenAtMs;
}
