import type { WeeklyCount } from "../run.ts";
import type { SkipReason } from "../skip-report.ts";

/** What is counted, and how: the same for all threads. */
export interface ScanJob {
  readonly task: string;
  readonly timeZone: string;
  /** Check every line, and keep bad ones. */
  readonly strict: boolean;
  /** Count runs with an id that was there before only once. */
  readonly dedupe: boolean;
}

/** A bad line under `strict`. */
export interface BadLine {
  /** The input's place among all. */
  readonly input: number;
  /** Where it begins: its line number in a stream, its byte in a file that was cut into pieces. */
  readonly at: number;
  readonly isByte: boolean;
  readonly reason: SkipReason;
}

/** What came of values that were judged one by one. */
export interface ValueResult {
  readonly counts: readonly WeeklyCount[];
  readonly skipped: Partial<Record<SkipReason, number>>;
  readonly badTotal: number;
  /** The first of them. */
  readonly badLines: readonly BadLine[];
  /** How many runs had an id that had been there. */
  readonly repeats: number;
}

/** What a thread's scanner found, in a form that can be posted. Counts are parallel arrays. */
export interface ScanResult extends ValueResult {
  readonly names: readonly string[];
  /** Places in `names`. */
  readonly developers: Uint32Array<ArrayBuffer>;
  /** Weeks since the one of 1970-01-01. */
  readonly weeks: Uint32Array<ArrayBuffer>;
  readonly runs: Float64Array<ArrayBuffer>;
  readonly successfulRuns: Float64Array<ArrayBuffer>;
  readonly undated: number;
  /** Hashes of the ids of runs: of those whose low bits, under the mask, are 0. */
  readonly sample: { readonly mask: bigint; readonly hashes: BigUint64Array<ArrayBuffer> };
}
