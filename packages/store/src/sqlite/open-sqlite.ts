import type { DatabaseSync } from "node:sqlite";
import type { EventStore } from "../event-store.ts";
import { createCallGate } from "../call-gate.ts";
import { finishForgetting } from "../finish-forgetting.ts";
import { toHorizon } from "../horizon.ts";
import { createEventsWrite } from "../insert-events.ts";
import { createTotalsWrite } from "../insert-nsm.ts";
import { createRejectedWrite } from "../ledger-delta.ts";
import { maxCommitsInThread } from "../limits.ts";
import { readMigrations } from "../migration.ts";
import { toSummary } from "../summary-rows.ts";
import { createWriteQueue } from "../write-queue.ts";
import { connectReader, connectWriter, makeDurable, makeFile } from "./connect.ts";
import { createHorizonReader } from "./horizon.ts";
import { readExpiredRuns } from "./expired-runs.ts";
import { describeError } from "./database-error.ts";
import { planDeletion } from "./delete-rows.ts";
import { createForget } from "./forget.ts";
import { readTombstones, readUnfinished } from "./forgotten-table.ts";
import { readLedger } from "./ledger.ts";
import { readMarks } from "./marks.ts";
import { migrate } from "./migrate.ts";
import { planRead } from "./plan-read.ts";
import { createReader } from "./reader.ts";
import { readWeeklyCounts } from "./rollup.ts";
import { encodeRows } from "./sqlite-row.ts";
import { readTasks } from "./tasks.ts";
import { createWriter } from "./writer.ts";

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
  const writer = createWriter(path);
  const queue = createWriteQueue(writer.commit, maxCommitsInThread);
  const reader = createReader(path);
  const { whileOpen, close } = createCallGate(async () => {
    await reader.close();
    database.close();
    await writer.close(); // The last connection to go, if it can write, leaves the one file behind.
  });

  const forget = createForget(writer, reader);
  const store: EventStore = {
    insertEvents: whileOpen((rows, onConflict) =>
      queue.add(createEventsWrite(encodeRows(rows), onConflict ?? "fail")),
    ),
    recordRejected: whileOpen((reason, rows) => queue.add(createRejectedWrite(reason, rows))),
    insertNsm: whileOpen((rows, onConflict) => queue.add(createTotalsWrite(rows, onConflict ?? "fail"))),
    readRows: whileOpen((query) => reader.read(planRead(query))),
    deleteRows: whileOpen(async (query) => writer.remove(await planDeletion(reader, query))),
    forget: whileOpen(({ developers }) => forget(developers)),
    weeklyCounts: whileOpen((query) => readWeeklyCounts(database, query)),
    summary: whileOpen(async (query) => toSummary(query, await reader.summarise(query))),
    expire: whileOpen(({ beforeMs, after, maxRows }) =>
      writer.expire({ horizonMs: toHorizon(beforeMs, Date.now()), after, maxRows }),
    ),
    horizon: whileOpen(createHorizonReader(database)),
    expiredRuns: whileOpen(() => readExpiredRuns(database)),
    carryExpired: whileOpen((origin, expired) => writer.carry({ origin, expired })),
    report: whileOpen((query, options) => reader.report(query, options)),
    ledger: whileOpen(() => readLedger(database)),
    load: queue.load,
    tasks: whileOpen((most) => readTasks(database, most)),
    marks: whileOpen(() => readMarks(database)),
    addMark: whileOpen((mark) => writer.addMark(mark)),
    tombstones: whileOpen(() => readTombstones(database)),
    carryTombstones: whileOpen((tombstones) => writer.carry({ tombstones })),
    identity: whileOpen(() => String(database.prepare("SELECT id FROM identity").get()?.id)),
    carryLedger: whileOpen((origin, counts) => writer.carry({ origin, counts })),
    ping: whileOpen(() => void database.prepare("SELECT count(*) FROM ledger").get()),
    close,
  };
  void finishForgetting(store, readUnfinished(database));
  return store;
}

/** Makes or migrates the database; returns a connection for short reads. */
function openDatabase(path: string): DatabaseSync {
  try {
    makeFile(path);
    const database = connectWriter(path);
    try {
      migrate(database, readMigrations("sqlite"));
      makeDurable(database);
      return connectReader(path);
    } finally {
      database.close();
    }
  } catch (error) {
    throw describeError("Can't open the database", path, error);
  }
}
