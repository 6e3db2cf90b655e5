import type { DatabaseSync } from "node:sqlite";
import { carriedEntries, expiredEntries, expiredOrigin, type LedgerEntry } from "../carried-entries.ts";
import type { CarriedCounts, ExpiredRuns, Tombstone } from "../event-store.ts";
import { inTransaction } from "./commit.ts";
import { describeError } from "./database-error.ts";
import { createExpiredTables } from "./expired-runs.ts";
import { moveHorizon } from "./horizon.ts";

/** What is carried from another store beside rows; `origin` is its identity. */
export type Carried =
  | { readonly origin: string; readonly counts: CarriedCounts }
  | { readonly origin: string; readonly expired: ExpiredRuns }
  | { readonly tombstones: readonly Tombstone[] };

export function createCarry(database: DatabaseSync, path: string): (carried: Carried) => undefined {
  const remove = database.prepare("DELETE FROM carried WHERE origin = ?");
  const insert = database.prepare(
    "INSERT INTO carried (origin, outcome, reason, row_count) VALUES (?, ?, ?, ?)",
  );
  const find = database.prepare("SELECT 1 FROM carried WHERE origin = ?");
  const note = database.prepare(
    "INSERT INTO forgotten (developer, forgotten_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
  );
  const expiredTables = createExpiredTables(database);

  function put(origin: string, entries: readonly LedgerEntry[]): void {
    for (const { outcome, reason, rows } of entries) insert.run(origin, outcome, reason, rows);
  }

  function carry(carried: Carried): void {
    if ("tombstones" in carried) {
      for (const { developer, forgottenAtMs } of carried.tombstones) note.run(developer, forgottenAtMs);
      return;
    }
    const { origin } = carried;
    if ("counts" in carried) {
      remove.run(origin);
      put(origin, carriedEntries(carried.counts));
    } else if (find.get(expiredOrigin(origin)) === undefined) {
      moveHorizon(database, carried.expired.horizonMs);
      put(expiredOrigin(origin), expiredEntries(carried.expired.rows));
      expiredTables.carry(origin, carried.expired);
    }
  }

  return (carried) => {
    try {
      inTransaction(database, () => carry(carried));
    } catch (error) {
      throw describeError("Nothing was carried into the database", path, error);
    }
  };
}
