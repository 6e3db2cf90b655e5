import type { DatabaseSync } from "node:sqlite";
import { describeError } from "./database-error.ts";
import { createEventsTable } from "./events-table.ts";
import { createLedgerDelta, createLedgerTable } from "./ledger.ts";
import { createNsmTable } from "./nsm-table.ts";
import { createRollupTable } from "./rollup.ts";
import type { Transaction, Write } from "./write.ts";

/** Returns the outcome of each write after all of them are on disk. Throws if none is: StoreBusyError when another process
 * holds the lock, otherwise an Error that says why. */
export type Commit = <Outcome>(writes: readonly Write<Outcome>[]) => Outcome[];

export function createCommit(database: DatabaseSync, path: string): Commit {
  const events = createEventsTable(database);
  const rollup = createRollupTable(database);
  const ledger = createLedgerTable(database);
  const nsm = createNsmTable(database);

  function run<Outcome>(writes: readonly Write<Outcome>[]): Outcome[] {
    const taken = events.stored(writes.flatMap((write) => write.events));
    const transaction: Transaction = { taken, inserts: [], ledger: createLedgerDelta(), nsm };
    const outcomes = writes.map((write) => write.apply(transaction));
    events.insert(transaction.inserts);
    rollup.add(transaction.inserts);
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
