import type { Write } from "./write.ts";

/** Rows of a write; one that only counts is counted as a row, too. */
export function rowsOf(write: Write): number {
  if (write.kind === "events") return write.events.length;
  return write.kind === "totals" ? write.totals.length : 1;
}

/** Length of what is to be written, in UTF-16 code units, as far as that can be long. */
export function charsOf(write: Write): number {
  if (write.kind === "events") return sum(write.events, ({ payload }) => payload?.length ?? 0);
  if (write.kind === "totals")
    return sum(write.totals, ({ task, developer }) => task.length + developer.length);
  return write.reason.length;
}

function sum<T>(values: readonly T[], of: (value: T) => number): number {
  let total = 0;
  for (const value of values) total += of(value);
  return total;
}
