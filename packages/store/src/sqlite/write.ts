import type { Run } from "@astrolabe/metric";
import type { LedgerDelta } from "./ledger.ts";
import type { NsmTable } from "./nsm-table.ts";

/** Something to write in a transaction that it may share with others. */
export interface Write<Outcome> {
  readonly rows: number;
  /** Length of what is to be written, in UTF-16 code units, as far as that can be long. */
  readonly chars: number;
  /** Event rows that may turn out to be there already. */
  readonly events: readonly EncodedRow[];
  /** Says what is to be written, all or nothing of it, and what will have become of it after the commit. */
  apply(transaction: Transaction): Outcome;
}

/** An event row, ready to be bound to a statement. */
export interface EncodedRow {
  readonly id: string;
  readonly idBytes: Uint8Array;
  /** JSON text; null for JSON's null. */
  readonly payload: string | null;
  readonly receivedAtMs: number;
  /** What the row adds to the rollup. */
  readonly run: Run | null;
}

/** What the writes of one transaction have asked for so far. */
export interface Transaction {
  /** Ids that are stored or about to be, of those that the writes hold. */
  readonly taken: Set<string>;
  readonly inserts: EncodedRow[];
  readonly ledger: LedgerDelta;
  readonly nsm: NsmTable;
}
