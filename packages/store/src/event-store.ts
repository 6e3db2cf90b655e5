import type { Mark, Report, ReportOptions, Summary, WeeklyCount } from "@astrolabe/metric";
import type { DeleteOutcome, DeleteQuery, RowPage, RowQuery } from "./row-query.ts";

/** A row to insert. Without an `id` the store makes one. The payload is any JSON value, already parsed. */
export interface NewEventRow {
  readonly id?: string | undefined;
  readonly payload: unknown;
  /** The payload's JSON text, where the caller has one that says more than `JSON.stringify` would: 20 digits of a number. */
  readonly json?: string | undefined;
  /** When the row was first stored, in epoch milliseconds, where it was in another store before; else it is now. */
  readonly receivedAtMs?: number | undefined;
}

/** What to do when a row's key is there already. */
export type OnConflict = "fail" | "ignore" | "merge";

/**
 * What became of an insert. It is one statement: either every row that could be stored is on disk when the promise
 * resolves, or (`conflict`, `forgotten`, `expired`) none is. `ids` are the ids of the rows newly stored, in order; with `merge` of all rows,
 * `duplicates` of which replaced the payload that was there. `expired`: a row is from
 * before the horizon.
 */
export type InsertOutcome =
  | { readonly kind: "stored"; readonly ids: readonly string[]; readonly duplicates: number }
  | { readonly kind: "conflict"; readonly id: string }
  /** One of the rows was recorded by a developer before they asked to be forgotten. */
  | { readonly kind: "forgotten" }
  | { readonly kind: "expired"; readonly id: string; readonly horizonMs: number };

/** A weekly total, as `nsm-upload` posts it; its key is (task, week, developer). */
export interface NsmRow {
  readonly task: string;
  readonly week: string;
  readonly developer: string;
  readonly successful_runs: number;
}

export type NsmOutcome =
  | { readonly kind: "stored"; readonly inserted: number; readonly updated: number }
  | { readonly kind: "conflict"; readonly key: Pick<NsmRow, "task" | "week" | "developer"> };

/**
 * Where every event row that reached the server went: received = stored + duplicate + sum(rejected). Counted in the
 * same transaction as the rows. Of a batch that conflicts, the rows that are there already are duplicates and the others
 * rejected as `batch_conflict`. Of a batch with a row of a forgotten developer, all are rejected as `forgotten`; of one with expired rows, these are rejected as `expired`, the others as `batch_expired`. A row that replaces another (`merge`) is a duplicate. An insert that rejects has counted nothing: who answers for it calls `recordRejected`.
 */
export interface Ledger {
  readonly received: number;
  readonly stored: number;
  readonly duplicate: number;
  /** By reason, e.g. `{ "payload_too_large": 3 }`. */
  readonly rejected: Readonly<Record<string, number>>;
  /** How many of the stored rows were deleted later: `stored` is the number of rows that ever were. */
  readonly deleted: number;
  /** How many of the stored rows have expired: stored = there + deleted + expired. */
  readonly expired: number;
}

/** What another store's ledger counted beside the rows that are there: see {@link EventStore.carryLedger}. */
export type CarriedCounts = Omit<Ledger, "received" | "stored" | "expired">;

/** Takes out raw rows of old events, a stretch of them a call. */
export interface ExpireQuery {
  /**
   * Events from before this moment go, in epoch milliseconds; it is rounded down to the beginning of a day in UTC. The
   * horizon of a store only moves forward: an earlier moment than that in force stands for it.
   */
  readonly beforeMs: number;
  /** Where to go on: `next` of the call before. Left out: at the beginning. */
  readonly after?: string | undefined;
  /** Rows that the call looks at. */
  readonly maxRows: number;
}

/** That a developer asked to be forgotten, and when: in epoch milliseconds. */
export type Tombstone = Pick<Forgotten, "developer" | "forgottenAtMs">;

/** What is kept of the runs of a developer in a week that ended alike. */
export type KeptCell = readonly [
  task: string,
  week: string,
  developer: string,
  version: string,
  ci: number | boolean,
  linkable: number | boolean,
  exitCode: string,
  newestMs: number,
  ...runsByDay: number[],
];

/** What expired rows have left in the rollup. It can't be counted anew, so a move carries it. */
export interface ExpiredRuns {
  readonly horizonMs: number;
  /** How many rows have expired. */
  readonly rows: number;
  readonly cells: readonly KeptCell[];
  readonly latencies: readonly (readonly [task: string, week: string, bucket: number, runs: number])[];
}

export interface ExpireOutcome {
  readonly expired: number;
  /** undefined: all rows were looked at. */
  readonly next: string | undefined;
  /** In force now, in epoch milliseconds. */
  readonly horizonMs: number;
}

export interface WeeklyCountsQuery {
  readonly task: string;
  /** First ISO week wanted, inclusive, e.g. `2026-W01`. */
  readonly from?: string | undefined;
  /** Last ISO week wanted, inclusive. */
  readonly to?: string | undefined;
}

/** What waits for a commit in this process, and what its commits have taken so far. */
export interface StoreLoad {
  readonly queuedRows: number;
  /** JSON text, in UTF-16 code units. */
  readonly queuedChars: number;
  /** Enough waits: whoever can still turn a write away does so now, before work is put into it. */
  readonly isHigh: boolean;
  readonly commits: number;
  readonly failedCommits: number;
  /** Of all commits together, failed ones too. */
  readonly commitMs: number;
}

/** A developer who asked to be forgotten, and what that took away; the same whenever it is asked again. */
export interface Forgotten {
  readonly developer: string;
  /** When that was first asked, in epoch milliseconds. */
  readonly forgottenAtMs: number;
  /** Rows deleted. */
  readonly events: number;
  /** Weekly totals taken away: rows of `nsm`, and entries in `nsm-weekly` events. */
  readonly totals: number;
}

/**
 * Keeps events. Every method that writes resolves after its transaction is durable on disk. Methods reject with
 * {@link StoreBusyError} when trying again later may help, with a QueryError when they
 * were asked for what can't be, and otherwise with an Error that names the database and what is wrong with it.
 */
export interface EventStore {
  /**
   * With `merge`, a row replaces the payload that its id has, and the rollup follows. An id twice in one merge is a
   * QueryError 21000.
   */
  insertEvents(rows: readonly NewEventRow[], onConflict?: OnConflict): Promise<InsertOutcome>;
  /** Counts rows that were refused before they got here. */
  recordRejected(reason: string, rows: number): Promise<void>;
  /** With `merge`, a row replaces the total that its key has. */
  insertNsm(rows: readonly NsmRow[], onConflict?: OnConflict): Promise<NsmOutcome>;
  /** One page of a table, each row as JSON text with the selected members in the selected order. */
  readRows(query: RowQuery): Promise<RowPage>;
  /** Deletes rows in one transaction; the rollup and the ledger follow. */
  deleteRows(query: DeleteQuery): Promise<DeleteOutcome>;
  /**
   * Erases developers: their rows, with rollup and ledger (`deleted`), and their weekly totals. From then on, rows that they
   * recorded before are refused. The second time changes nothing, and resolves to the same; after a crash, or
   * a rejection, it goes on where that was. In the order of `developers`, each of 32 hexadecimal digits.
   */
  forget(request: { readonly developers: readonly string[] }): Promise<Forgotten[]>;
  /** The rollup: one entry a (week, developer), sorted by week, then developer in code point order. */
  weeklyCounts(query: WeeklyCountsQuery): Promise<WeeklyCount[]>;
  /**
   * All that a report of a task is made of, in UTC, from the rollup: as `summarise` would count the rows, of the weeks
   * asked for; the ledger is that of all tasks and all time. It never holds up a write, and it is all of one moment.
   *
   * `newestRunMs` is exact until a run is deleted or replaced. From then on it may be that of such a run, as long as a
   * run of its developer, week, version and exit code remains: it is never before the newest run, nor in a later week.
   * Sequence numbers are not kept: `sequences` is null.
   */
  summary(query: WeeklyCountsQuery): Promise<Summary>;
  /** Names of tasks that have runs, in code point order: the first hundred, or `most`. It may look at the whole rollup. */
  tasks(most?: number): Promise<string[]>;
  /**
   * `buildReport` of {@link summary}. In the embedded store a thread of its own reads and builds it: with many
   * developers that takes seconds, and the cells never come to this thread.
   */
  report(query: WeeklyCountsQuery, options: ReportOptions): Promise<Report>;
  ledger(): Promise<Ledger>;
  load(): StoreLoad;
  /** What happened, the oldest first: the newest thousand. */
  marks(): Promise<Mark[]>;
  /** One that is there already, with equal moment, kind and text, stays as it is. */
  addMark(mark: Mark): Promise<void>;
  /**
   * Takes out rows of events from before a moment; every number that the rollup gives stays. From then on such rows are
   * refused (`expired`), since a resent one would count twice. When an event was, its id says if it is a UUIDv7, else its
   * timestamp; rows that don't say it stay.
   *
   * @throws RangeError for a moment that is closer than {@link minKeepRawMs}
   */
  expire(query: ExpireQuery): Promise<ExpireOutcome>;
  /** Rows of events from before it are refused, in epoch milliseconds; undefined: nothing has expired yet. */
  horizon(): Promise<number | undefined>;
  /** As of one moment; undefined: nothing has expired yet. */
  expiredRuns(): Promise<ExpiredRuns | undefined>;
  /**
   * Takes over what has expired in another store, and its horizon, in one transaction. Once: what is carried from the same
   * origin (an identity) later changes nothing, since rows that expire there from then on may be here.
   */
  carryExpired(origin: string, runs: ExpiredRuns): Promise<void>;
  /** Of every developer who asked to be forgotten, in code point order. */
  tombstones(): Promise<Tombstone[]>;
  /** Makes those that are missing here, as of when they were made elsewhere. `forget` then erases what there is. */
  carryTombstones(tombstones: readonly Tombstone[]): Promise<void>;
  /** 32 hex digits, made by chance with the database. */
  identity(): Promise<string>;
  /**
   * Adds to the ledger what another store counted: rows that were duplicates, rejected, and stored and deleted since. It takes
   * the place of what was carried from that store before. `origin` is its identity.
   */
  carryLedger(origin: string, counts: CarriedCounts): Promise<void>;
  /** Resolves when the database answers; rejects with its error otherwise. */
  ping(): Promise<void>;
  /** Waits for writes under way, then closes. Later calls reject. */
  close(): Promise<void>;
}

/** A queue is full, another process holds the database, or its server can't be reached: try again a little later. */
export class StoreBusyError extends Error {
  override readonly name = "StoreBusyError";
  /** The database may be well: this process has too much waiting for it. */
  readonly isQueueFull: boolean;

  constructor(message: string, { isQueueFull = false }: { readonly isQueueFull?: boolean } = {}) {
    super(message);
    this.isQueueFull = isQueueFull;
  }
}
