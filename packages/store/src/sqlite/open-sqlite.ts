import type { DatabaseSync } from "node:sqlite";
import type { EventStore } from "../event-store.ts";
import { createCallGate } from "../call-gate.ts";
import { createEventsWrite } from "../insert-events.ts";
import { createNsmWrite } from "../insert-nsm.ts";
import { createRejectedWrite } from "../ledger-delta.ts";
import { readMigrations } from "../migration.ts";
import { createWriteQueue } from "../write-queue.ts";
import { createCommit } from "./commit.ts";
import { connectWriter, makeDurable } from "./connect.ts";
import { describeError } from "./database-error.ts";
import { createDeleteRows } from "./delete-rows.ts";
import { readLedger } from "./ledger.ts";
import { migrate } from "./migrate.ts";
import { planRead } from "./plan-read.ts";
import { defineJsonFunctions } from "./read-rows.ts";
import { createReader } from "./reader.ts";
import { readWeeklyCounts } from "./rollup.ts";
import { encodeRows } from "./sqlite-row.ts";

/**
 * Opens the SQLite database at a path, and makes it if it isn't there. One process should write to it; another that
 * has it open, too, waits up to a second for its turn.
 *
 * @throws Error naming the file, what is wrong with it and what to do
 */
export async function openSqlite(path: string): Promise<EventStore> {
  if (path === "" || path === ":memory:") {
    throw new Error(`The store needs a file: "sqlite:${path}" names none. Use sqlite:PATH`);
  }
  const database = openDatabase(path);
  const queue = createWriteQueue(createCommit(database, path));
  const reader = createReader(path);
  const deleteRows = createDeleteRows(database, path, reader);
  const { whileOpen, close } = createCallGate(async () => {
    await reader.close();
    database.close();
  });

  return {
    insertEvents: whileOpen((rows, onConflict) =>
      queue.add(createEventsWrite(encodeRows(rows), onConflict ?? "fail")),
    ),
    recordRejected: whileOpen((reason, rows) => queue.add(createRejectedWrite(reason, rows))),
    insertNsm: whileOpen((rows, onConflict) => queue.add(createNsmWrite(rows, onConflict ?? "fail"))),
    readRows: whileOpen((query) => reader.read(planRead(query))),
    deleteRows: whileOpen(deleteRows),
    weeklyCounts: whileOpen((query) => readWeeklyCounts(database, query)),
    ledger: whileOpen(() => readLedger(database)),
    ping: whileOpen(() => void database.prepare("SELECT count(*) FROM ledger").get()),
    close,
  };
}

function openDatabase(path: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = connectWriter(path);
    migrate(database, readMigrations("sqlite"));
    makeDurable(database);
    defineJsonFunctions(database);
    return database;
  } catch (error) {
    database?.close();
    throw describeError("Can't open the database", path, error);
  }
}
