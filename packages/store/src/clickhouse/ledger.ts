import { compareCodePoints } from "@astrolabe/metric";
import type { Ledger } from "../event-store.ts";
import type { Connection } from "./connect.ts";

/**
 * Rows that are there say themselves how often they were stored and deleted, and the lanes how many came: both at the
 * same moment, for they are written together. What came and is neither stored nor rejected was a duplicate.
 */
export async function readLedger(connection: Connection): Promise<Ledger> {
  const [sums] = await connection.rows<Record<"lived" | "living" | "came" | "refused", string>>(
    `SELECT sum(lives) AS lived, sumIf(1 - deleted, kind = 0) AS living, sum(received_rows) AS came,
      sum(rejected_rows) AS refused FROM event_rows FINAL`,
  );
  const stored = Number(sums?.lived ?? 0);
  const duplicate = Number(sums?.came ?? 0) - Number(sums?.refused ?? 0) - stored;
  const rejected = await readRejected(connection);
  return {
    received: rejected.reduce((sum, [, rows]) => sum + rows, stored + duplicate),
    stored,
    duplicate,
    rejected: Object.fromEntries(rejected),
    deleted: stored - Number(sums?.living ?? 0),
    expired: 0,
  };
}

/** By reason, sorted. */
async function readRejected(connection: Connection): Promise<[string, number][]> {
  const lanes = await connection.rows<{ payload: string }>(
    "SELECT payload FROM event_rows FINAL WHERE kind = 1",
  );
  const sums = new Map<string, number>();
  for (const { payload } of lanes) {
    for (const [reason, rows] of Object.entries(JSON.parse(payload) as Record<string, number>)) {
      sums.set(reason, (sums.get(reason) ?? 0) + rows);
    }
  }
  return [...sums].toSorted(([a], [b]) => compareCodePoints(a, b));
}
