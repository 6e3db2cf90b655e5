import type { NsmRow } from "./event-store.ts";
import type { LedgerDelta } from "./ledger-delta.ts";

/** Something to write in a transaction that it may share with others. */
export interface Write<Row extends EncodedRow, Outcome> {
  readonly rows: number;
  /** Length of what is to be written, in UTF-16 code units, as far as that can be long. */
  readonly chars: number;
  /** Event rows that may turn out to be there already. */
  readonly events: readonly Row[];
  /** Weekly totals that may turn out to be there already. */
  readonly totals: readonly NsmRow[];
  /**
   * Says what is to be written, all or nothing of it, and what will have become of it after the commit. An adapter may
   * have to begin its transaction again, and then calls this again.
   */
  apply(transaction: Transaction<Row>): Outcome;
}

/** An event row as every adapter stores it; an adapter may add what its database needs besides. */
export interface EncodedRow {
  readonly id: string;
  /** JSON text; null for JSON's null. */
  readonly payload: string | null;
}

/** What the writes of one transaction have asked for so far. */
export interface Transaction<Row extends EncodedRow> {
  /** Ids that are stored or about to be, of those that the writes hold. */
  readonly taken: Set<string>;
  readonly inserts: Row[];
  /** Rows whose payload takes the place of the one that their id has, by id; to be written after the inserts. */
  readonly replacements: Map<string, Row>;
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
export type Commit<Row extends EncodedRow> = <Outcome>(
  writes: readonly Write<Row, Outcome>[],
) => Outcome[] | Promise<Outcome[]>;
