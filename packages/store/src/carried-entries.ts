import type { CarriedCounts } from "./event-store.ts";

/** A line of the ledger. */
export interface LedgerEntry {
  readonly outcome: string;
  /** Empty except for `rejected`. */
  readonly reason: string;
  readonly rows: number;
}

/** Rows that were stored elsewhere and are gone were stored, too: the equations of the ledger go on to hold. */
export function carriedEntries({ duplicate, rejected, deleted }: CarriedCounts): LedgerEntry[] {
  const refused = Object.entries(rejected);
  const stored = deleted;
  const received = stored + duplicate + refused.reduce((sum, [, rows]) => sum + rows, 0);
  const totals = Object.entries({ received, stored, duplicate, deleted });
  return [
    ...totals.map(([outcome, rows]) => ({ outcome, reason: "", rows })),
    ...refused.map(([reason, rows]) => ({ outcome: "rejected", reason, rows })),
  ].filter(({ rows }) => rows > 0);
}

/** The same for rows that have expired. They are carried by themselves, and once. */
export function expiredEntries(rows: number): LedgerEntry[] {
  return ["received", "stored", "expired"].map((outcome) => ({ outcome, reason: "", rows }));
}

/** Under which what has expired is carried. */
export function expiredOrigin(origin: string): string {
  return `${origin}:expired`;
}
