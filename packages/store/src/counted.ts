import { droppedAtClient, latencyBucket, parseRunDetail } from "@astrolabe/metric";

/** A run, as far as the rollup counts it. */
export interface CountedRun {
  readonly task: string;
  /** ISO 8601 week in UTC, as everything here. */
  readonly week: string;
  readonly developer: string;
  /** Of the tool; empty when it isn't known. */
  readonly version: string;
  readonly ci: boolean;
  /** False when its developer has this name in this week only. */
  readonly linkable: boolean;
  /** As ECMAScript writes the number. */
  readonly exitCode: string;
  /** 0 is Monday. */
  readonly day: number;
  /** Epoch milliseconds. */
  readonly endMs: number;
  /** Of a successful run whose latency is known, otherwise null. */
  readonly latencyBucket: number | null;
}

/** What a row adds to the rollup. */
export interface Counted {
  readonly run: CountedRun | null;
  /** Events that its client had to drop, as this row says. */
  readonly dropped: number;
}

export function countedOf(payload: unknown): Counted {
  const row = { payload };
  const run = parseRunDetail(row, "UTC");
  if (run === null) return { run, dropped: droppedAtClient(row) };
  const { task, week, developer, version, ci, linkable, exitCode, day, endMs, successful, latencyMs } = run;
  return {
    run: {
      // A lone surrogate has no UTF-8; every way out of the database would show U+FFFD, so it is counted as that.
      task: task.toWellFormed(),
      week,
      developer: developer.toWellFormed(),
      version,
      ci,
      linkable,
      exitCode: String(exitCode),
      day,
      endMs,
      latencyBucket: successful && latencyMs !== null ? latencyBucket(latencyMs) : null,
    },
    dropped: droppedAtClient(row),
  };
}

export const nothingCounted: Counted = { run: null, dropped: 0 };
