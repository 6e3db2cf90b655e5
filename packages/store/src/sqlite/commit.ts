import type { DatabaseSync } from "node:sqlite";
import { applyWrite, eventsOf } from "../apply-write.ts";
import { createLedgerDelta } from "../ledger-delta.ts";
import type { OutcomeOf, Transaction, Write } from "../write.ts";
import { describeError, isTakenKey } from "./database-error.ts";
import { createHorizonReader } from "./horizon.ts";
import { createEventsTable } from "./events-table.ts";
import { createForgottenTable } from "./forgotten-table.ts";
import { createLedgerTable } from "./ledger.ts";
import { createNsmTable } from "./nsm-table.ts";
import { createRollupTables } from "./rollup.ts";
import { countedOfStored } from "./sqlite-row.ts";
import type { SqliteRow } from "./sqlite-row.ts";

/** A commit as the write-queue wants it, and at once. */
export type SqliteCommit = (writes: readonly Write<SqliteRow>[]) => OutcomeOf<Write>[];

export function createCommit(database: DatabaseSync, path: string): SqliteCommit {
  const events = createEventsTable(database);
  const rollup = createRollupTables(database);
  const ledger = createLedgerTable(database);
  const nsm = createNsmTable(database);
  const forgotten = createForgottenTable(database);
  const horizon = createHorizonReader(database);

  function run(writes: readonly Write<SqliteRow>[], taken: Set<string>): OutcomeOf<Write>[] {
    const transaction: Transaction<SqliteRow> = {
      isForgotten: forgotten.checkOf(writes),
      taken,
      inserts: [],
      replacements: new Map(),
      horizonMs: horizon(),
      ledger: createLedgerDelta(),
      nsm,
    };
    const outcomes = writes.map((write) => applyWrite(write, transaction));
    events.insert(transaction.inserts);
    rollup.add(transaction.inserts);
    for (const row of transaction.replacements.values()) {
      rollup.subtract([countedOfStored(events.replace(row))]);
      rollup.add([row]);
    }
    ledger.add(transaction.ledger);
    return outcomes;
  }

  /** Looks first which ids are there. */
  const runKnowing = (writes: readonly Write<SqliteRow>[]): OutcomeOf<Write>[] =>
    run(writes, events.stored(eventsOf(writes)));

  function runHoping(writes: readonly Write<SqliteRow>[]): OutcomeOf<Write>[] {
    const outcomes = run(writes, new Set());
    // A batch that has an id twice is refused without being inserted; how many of its ids are there, too, isn't known.
    if (outcomes.some((outcome) => outcome !== undefined && outcome.kind !== "stored"))
      throw new NotAllNewError();
    return outcomes;
  }

  /** Nearly always all ids are new, so it is looked which are there only when one turns out to be. */
  function commitNew(writes: readonly Write<SqliteRow>[]): OutcomeOf<Write>[] {
    try {
      return inTransaction(database, () => runHoping(writes));
    } catch (error) {
      if (!(error instanceof NotAllNewError || isTakenKey(error))) throw error;
      return inTransaction(database, () => runKnowing(writes));
    }
  }

  return (writes) => {
    try {
      const areNew = writes.every((write) => write.kind !== "events" || write.onConflict === "fail");
      return areNew ? commitNew(writes) : inTransaction(database, () => runKnowing(writes));
    } catch (error) {
      throw describeError("Nothing was stored in the database", path, error);
    }
  };
}

class NotAllNewError extends Error {}

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
