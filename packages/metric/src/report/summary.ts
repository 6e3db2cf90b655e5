/**
 * All that a report is made of: counts of one task's runs, by week and developer. A stream of events gives it
 * ({@link summarise}), and a store can keep it as it takes rows in. Every number in it is a count, so two summaries merge
 * by adding the counts of equal keys, in any order, and a deleted row is taken back by subtracting what it added; the
 * exceptions, newest and sequence numbers, merge by maximum and minimum.
 */
export interface Summary {
  readonly task: string;
  /** IANA name of the zone in which weeks and days begin. */
  readonly timeZone: string;
  /** In any order. Cells of one key may come several times: they add up. */
  readonly cells: Iterable<Cell>;
  readonly latencies: Iterable<LatencyCell>;
  /** The latest timestamp of a run, in epoch milliseconds; null without runs. */
  readonly newestRunMs: number | null;
  /** Null where nobody counted the rows that came in. */
  readonly ledger: RowLedger | null;
  /** By developer; null where events carry no sequence number. */
  readonly sequences: ReadonlyMap<string, SequenceCell> | null;
  /** Is a developer the same in all weeks? False under weekly pseudonyms: then nobody can be followed. */
  readonly linkable: boolean;
}

/** The runs of a task by one developer with one version of the tool in one week. Key: the first four. */
export interface Cell {
  /** ISO 8601 week, e.g. `2026-W47`. */
  readonly week: string;
  readonly developer: string;
  /** The tool's version, empty when it isn't known. */
  readonly version: string;
  /** Under continuous integration. */
  readonly ci: boolean;
  readonly runs: number;
  /** Successful runs by day of the week, Monday first: seven counts, whose sum are the successful runs. */
  readonly successesByDay: readonly number[];
  /** Failed runs by exit code. */
  readonly failuresByCode: Readonly<Record<string, number>>;
}

/** Successful runs of a week whose latency is known, by bucket (`latencyBucket`). No developer: they are counted alone. */
export interface LatencyCell {
  readonly week: string;
  readonly counts: ReadonlyMap<number, number>;
}

/** Where the rows went that came to the store or stood in the files; all tasks together. */
export interface RowLedger {
  readonly received: number;
  readonly stored: number;
  /** Null where rows are not compared by id. */
  readonly duplicate: number | null;
  readonly rejected: Readonly<Record<string, number>>;
  /** Events that clients said they had to drop; null where it isn't known. */
  readonly droppedAtClient: number | null;
}

/** Sequence numbers that a client gives to its events, one more with each. */
export interface SequenceCell {
  readonly first: number;
  readonly last: number;
  /** How many came. */
  readonly received: number;
}
