import type { DatabaseSync } from "node:sqlite";
import { createLedgerDelta } from "../ledger-delta.ts";
import type { Transaction, Write } from "../write.ts";
import { describeError } from "./database-error.ts";
import { createEventsTable } from "./events-table.ts";
import { createLedgerTable } from "./ledger.ts";
import { createNsmTable } from "./nsm-table.ts";
import { createRollupTable } from "./rollup.ts";
import { runOf } from "./sqlite-row.ts";
import type { SqliteRow } from "./sqlite-row.ts";

/** A commit as the write-queue wants it, and at once. */
export type SqliteCommit = <Outcome>(writes: readonly Write<SqliteRow, Outcome>[]) => Outcome[];

export function createCommit(database: DatabaseSync, path: string): SqliteCommit {
  const events = createEventsTable(database);
  const rollup = createRollupTable(database);
  const ledger = createLedgerTable(database);
  const nsm = createNsmTable(database);

  function run<Outcome>(writes: readonly Write<SqliteRow, Outcome>[]): Outcome[] {
    const taken = events.stored(writes.flatMap((write) => write.events));
    const transaction: Transaction<SqliteRow> = {
      taken,
      inserts: [],
      replacements: new Map(),
      ledger: createLedgerDelta(),
      nsm,
    };
    const outcomes = writes.map((write) => write.apply(transaction));
    events.insert(transaction.inserts);
    rollup.add(transaction.inserts);
    for (const row of transaction.replacements.values()) {
      rollup.subtract([{ run: runOf(events.replace(row)) }]);
      rollup.add([row]);
    }
    ledger.add(transaction.ledger);
    return outcomes;
  }

  return (writes) => {
    try {
      return inTransaction(database, () => run(writes));
    } catch (error) {
      throw describeError("Nothing was stored in the database", path, error);
    }
  };
}

/** The write lock is taken at the start: nothing that is read inside can change before it is acted on. */
export function inTransaction<T>(database: DatabaseSync, run: () => T): T {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = run();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    // Some errors, a full disk among them, have undone the transaction already.
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}
