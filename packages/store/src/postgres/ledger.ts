import type pg from "pg";
import { carriedEntries, type LedgerEntry } from "../carried-entries.ts";
import type { CarriedCounts, Ledger } from "../event-store.ts";
import type { LedgerDelta } from "../ledger-delta.ts";

/** Adds what no trigger sees: rows that were not stored. */
export async function addToLedger(client: pg.ClientBase, delta: LedgerDelta): Promise<void> {
  const entries = [
    ["duplicate", "", delta.duplicate] as const,
    ...[...delta.rejected].map(([reason, rows]) => ["rejected", reason, rows] as const),
  ].filter(([, , rows]) => rows > 0);
  if (entries.length === 0) return;
  await client.query(
    `SELECT astrolabe.add_to_ledger(outcome, reason, row_count) FROM json_to_recordset($1)
      AS entry (outcome text, reason text, row_count bigint) ORDER BY outcome, reason COLLATE "C"`,
    [JSON.stringify(entries.map(([outcome, reason, row_count]) => ({ outcome, reason, row_count })))],
  );
}

/** Events that the stored rows say were dropped at a client. */
export async function readDropped(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ row_count: string }>(
    "SELECT row_count FROM astrolabe.ledger_totals WHERE outcome = 'dropped_at_client'",
  );
  return Number(rows[0]?.row_count ?? 0);
}

/** Puts the counts in the place of those that were carried from the same store before. */
export async function carryLedger(
  client: pg.ClientBase,
  origin: string,
  counts: CarriedCounts,
): Promise<void> {
  await client.query("DELETE FROM astrolabe.carried WHERE origin = $1", [origin]);
  await putCarried(client, origin, carriedEntries(counts));
}

/** Returns false, and puts nothing, where the origin has entries. */
export async function putCarried(
  client: pg.ClientBase,
  origin: string,
  entries: readonly LedgerEntry[],
): Promise<boolean> {
  const { rowCount } = await client.query(
    `INSERT INTO astrolabe.carried (origin, outcome, reason, row_count)
    SELECT $1, outcome, reason, rows FROM json_to_recordset($2) AS entry (outcome text, reason text, rows bigint)
    ON CONFLICT DO NOTHING`,
    [origin, JSON.stringify(entries)],
  );
  return rowCount !== 0;
}

interface Total {
  readonly outcome: string;
  readonly reason: string;
  readonly row_count: string;
}

/** What people insert with SQL, or through PostgREST, is counted when it is stored, and only then received. */
export async function readLedger(client: pg.ClientBase): Promise<Ledger> {
  const totals = await client.query<Total>(
    "SELECT outcome, reason, row_count FROM astrolabe.ledger_totals ORDER BY reason",
  );
  const sum = (outcome: string): number =>
    totals.rows.reduce(
      (rows, total) => (total.outcome === outcome ? rows + Number(total.row_count) : rows),
      0,
    );
  const rejected = totals.rows.filter(({ outcome }) => outcome === "rejected");
  return {
    received: sum("stored") + sum("duplicate") + sum("rejected"),
    stored: sum("stored"),
    duplicate: sum("duplicate"),
    rejected: Object.fromEntries(rejected.map(({ reason, row_count }) => [reason, Number(row_count)])),
    deleted: sum("deleted"),
    expired: sum("expired"),
  };
}
