import type { RejectedWrite } from "./write.ts";

/** What a transaction adds to the ledger. */
export interface LedgerDelta {
  received: number;
  stored: number;
  duplicate: number;
  /** By reason. */
  readonly rejected: Map<string, number>;
}

export function createLedgerDelta(): LedgerDelta {
  return { received: 0, stored: 0, duplicate: 0, rejected: new Map() };
}

export function addRejected(delta: LedgerDelta, reason: string, rows: number): void {
  delta.rejected.set(reason, (delta.rejected.get(reason) ?? 0) + rows);
}

/** Rows that were refused before they got here. @throws RangeError when that is no number of rows */
export function createRejectedWrite(reason: string, rows: number): RejectedWrite {
  if (!Number.isSafeInteger(rows) || rows < 0) throw new RangeError(`${rows} is no number of rows`);
  return { kind: "rejected", reason, rows };
}
