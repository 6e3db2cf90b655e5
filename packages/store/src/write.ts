import type { InsertOutcome, NsmOutcome, NsmRow, OnConflict } from "./event-store.ts";
import type { LedgerDelta } from "./ledger-delta.ts";

/** An event row as every adapter stores it; an adapter may add what its database needs besides. */
export interface EncodedRow {
  readonly id: string;
  /** JSON text; null for JSON's null. */
  readonly payload: string | null;
}

/**
 * Something to write in a transaction that it may share with others. It is data and no function, so that it can be
 * handed to a thread.
 */
export type Write<Row extends EncodedRow = EncodedRow> = EventsWrite<Row> | TotalsWrite | RejectedWrite;

export interface EventsWrite<Row extends EncodedRow = EncodedRow> {
  readonly kind: "events";
  readonly events: readonly Row[];
  readonly onConflict: OnConflict;
}

export interface TotalsWrite {
  readonly kind: "totals";
  readonly totals: readonly NsmRow[];
  readonly onConflict: OnConflict;
}

/** Rows that were refused before they got to the store. */
export interface RejectedWrite {
  readonly kind: "rejected";
  readonly reason: string;
  readonly rows: number;
}

/** What will have become of a write after the commit. */
export type OutcomeOf<One extends Write> = One extends EventsWrite
  ? InsertOutcome
  : One extends TotalsWrite
    ? NsmOutcome
    : undefined;

/** What the writes of one transaction have asked for so far. */
export interface Transaction<Row extends EncodedRow> {
  /** Whether a row is to be refused, because its developer has asked to be forgotten since it was recorded. */
  isForgotten(row: Row): boolean;
  /** Ids that are stored or about to be, of those that the writes hold. */
  readonly taken: Set<string>;
  readonly inserts: Row[];
  /** Rows whose payload takes the place of the one that their id has, by id; to be written after the inserts. */
  readonly replacements: Map<string, Row>;
  /** Rows of events from before it are refused, in epoch milliseconds; undefined: none has expired. */
  readonly horizonMs: number | undefined;
  readonly ledger: LedgerDelta;
  readonly nsm: NsmTable;
}

/** The weekly totals as they are within the transaction. */
export interface NsmTable {
  has(row: NsmRow): boolean;
  /** Inserts the row, or replaces the total that its key has. */
  put(row: NsmRow): void;
}

/**
 * Returns the outcome of each write after all of them are on disk. Fails if none is: with a StoreBusyError when trying
 * again may help, a QueryError when one of the writes can't be stored by this database, and otherwise an Error that says
 * why.
 */
export type Commit<Row extends EncodedRow> = (
  writes: readonly Write<Row>[],
) => Promise<readonly OutcomeOf<Write>[]>;
