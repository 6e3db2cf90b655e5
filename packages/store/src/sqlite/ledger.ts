import type { DatabaseSync } from "node:sqlite";
import type { Ledger } from "../event-store.ts";
import type { LedgerDelta } from "../ledger-delta.ts";

export interface LedgerTable {
  add(delta: LedgerDelta): void;
  addDeleted(rows: number): void;
  addExpired(rows: number): void;
}

export function createLedgerTable(database: DatabaseSync): LedgerTable {
  const upsert = database.prepare(`
    INSERT INTO ledger (outcome, reason, row_count) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET row_count = row_count + excluded.row_count`);

  function add(outcome: string, reason: string, rows: number): void {
    if (rows > 0) upsert.run(outcome, reason, rows);
  }

  return {
    add(delta) {
      add("received", "", delta.received);
      add("stored", "", delta.stored);
      add("duplicate", "", delta.duplicate);
      for (const [reason, rows] of delta.rejected) add("rejected", reason, rows);
    },
    addDeleted: (rows) => add("deleted", "", rows),
    addExpired: (rows) => add("expired", "", rows),
  };
}

export function readLedger(database: DatabaseSync): Ledger {
  const rejected: [string, number][] = [];
  const totals = new Map<string, number>();
  const sql = `SELECT outcome, reason, sum(row_count) AS row_count
    FROM (SELECT outcome, reason, row_count FROM ledger UNION ALL SELECT outcome, reason, row_count FROM carried)
    GROUP BY outcome, reason ORDER BY reason`;
  for (const row of database.prepare(sql).all()) {
    const rows = Number(row.row_count);
    if (row.outcome === "rejected") rejected.push([String(row.reason), rows]);
    else totals.set(String(row.outcome), rows);
  }
  return {
    received: totals.get("received") ?? 0,
    stored: totals.get("stored") ?? 0,
    duplicate: totals.get("duplicate") ?? 0,
    rejected: Object.fromEntries(rejected),
    deleted: totals.get("deleted") ?? 0,
    expired: totals.get("expired") ?? 0,
  };
}

/** Events that the stored rows say were dropped at a client. */
export function readDropped(database: DatabaseSync): number {
  const found = database.prepare("SELECT row_count FROM ledger WHERE outcome = 'dropped_at_client'").get();
  return Number(found?.row_count ?? 0);
}
