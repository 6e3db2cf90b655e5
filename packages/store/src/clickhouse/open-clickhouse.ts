import { buildReport, type Summary } from "@astrolabe/metric";
import { createCallGate } from "../call-gate.ts";
import type { EventStore, WeeklyCountsQuery } from "../event-store.ts";
import { finishForgetting } from "../finish-forgetting.ts";
import { createEventsWrite } from "../insert-events.ts";
import { createTotalsWrite } from "../insert-nsm.ts";
import { createRejectedWrite } from "../ledger-delta.ts";
import { connectTimeoutMs, maxOtherConnections, scanTimeoutMs, statementTimeoutMs } from "../limits.ts";
import { readMigrations } from "../migration.ts";
import { toSummary } from "../summary-rows.ts";
import { createWriteQueue } from "../write-queue.ts";
import { parseAddress } from "./address.ts";
import { carryLedger } from "./carry-ledger.ts";
import { encodeRows } from "./clickhouse-row.ts";
import type { ClickhouseRow } from "./clickhouse-row.ts";
import { createCommit } from "./commit.ts";
import { connect } from "./connect.ts";
import { describeError } from "./database-error.ts";
import { deleteRows } from "./delete-rows.ts";
import { createForget } from "./forget.ts";
import { carryTombstones, readTombstones, readUnfinished } from "./forgotten-table.ts";
import { readIdentity } from "./identity.ts";
import { createLedgerLanes } from "./ledger-lanes.ts";
import { readLedger } from "./ledger.ts";
import { insertMark, readMarks } from "./marks.ts";
import { migrate } from "./migrate.ts";
import { createPageReader } from "./page-reader.ts";
import { planRead } from "./plan-read.ts";
import { readRows } from "./read-rows.ts";
import { readSummary } from "./read-summary.ts";
import { createReader } from "./reader.ts";
import { readWeeklyCounts } from "./rollup.ts";
import { shareAnswer } from "./share-answer.ts";
import { readTasks } from "./tasks.ts";
import { createTurns } from "./turns.ts";

/**
 * Opens the ClickHouse database that a URL names: `clickhouse://USER:PASSWORD@HOST:PORT/DATABASE`, its HTTP port; with
 * `?cluster=NAME` its rows are spread over the shards of that cluster, and the URL names a server of each, with commas
 * between. Makes the tables if they aren't there. Any number of processes may have it open: nothing is kept here that
 * could grow stale.
 *
 * @throws Error naming the database, without its password, what is wrong with it and what to do
 */
export async function openClickhouse(url: string): Promise<EventStore> {
  const address = parseAddress(url);
  const { name } = address;
  const [server] = address.servers;
  const slots = await migrate(address, readMigrations("clickhouse"), {
    maxConnections: 1,
    timeoutMs: scanTimeoutMs,
  }).catch((error: unknown) => {
    throw describeError("Can't open the database", name, error);
  });
  const forWrites = await connect(address, server, { maxConnections: 1, timeoutMs: statementTimeoutMs });
  const forReads = await connect(address, server, {
    maxConnections: maxOtherConnections,
    timeoutMs: scanTimeoutMs,
  });
  const forPings = await connect(address, server, { maxConnections: 1, timeoutMs: connectTimeoutMs });
  const inTurn = createTurns();
  const commit = createCommit(forWrites, name, createLedgerLanes(), slots);
  const queue = createWriteQueue<ClickhouseRow>((writes) => inTurn(() => commit(writes)));
  const readPage = createPageReader();
  const read = createReader(forReads, name);
  const ping = createReader(forPings, name);
  const summarise = (query: WeeklyCountsQuery): Promise<Summary> =>
    read(async (connection) => toSummary(query, await readSummary(connection, query)));
  const { whileOpen, close } = createCallGate(async () => {
    await Promise.all([forWrites.close(), forReads.close(), forPings.close()]);
  });

  const forget = createForget(forReads, inTurn);
  const store: EventStore = {
    insertEvents: whileOpen((rows, onConflict) =>
      queue.add(createEventsWrite(encodeRows(rows), onConflict ?? "fail")),
    ),
    recordRejected: whileOpen((reason, rows) => queue.add(createRejectedWrite(reason, rows))),
    insertNsm: whileOpen((rows, onConflict) => queue.add(createTotalsWrite(rows, onConflict ?? "fail"))),
    readRows: whileOpen((query) => {
      const plan = planRead(query);
      return read((connection) => readRows(connection, readPage, plan));
    }),
    deleteRows: whileOpen((query) =>
      inTurn(() => deleteRows(forReads, query)).catch((error: unknown) => {
        throw describeError("Nothing was deleted in the database", name, error);
      }),
    ),
    forget: whileOpen(({ developers }) =>
      forget(developers).catch((error: unknown) => {
        throw describeError("Not all was forgotten in the database", name, error);
      }),
    ),
    weeklyCounts: whileOpen((query) => read((connection) => readWeeklyCounts(connection, query))),
    tasks: whileOpen((most) => read((connection) => readTasks(connection, most))),
    summary: whileOpen(summarise),
    report: whileOpen(async (query, options) => buildReport(await summarise(query), options)),
    marks: whileOpen(() => read(readMarks)),
    addMark: whileOpen((mark) =>
      insertMark(forWrites, mark).catch((error: unknown) => {
        throw describeError("Nothing was stored in the database", name, error);
      }),
    ),
    expire: whileOpen(() => Promise.reject(keepsRawRows(name))),
    horizon: whileOpen(() => undefined),
    expiredRuns: whileOpen(() => undefined),
    carryExpired: whileOpen(() => Promise.reject(keepsRawRows(name))),
    tombstones: whileOpen(() => read(readTombstones)),
    carryTombstones: whileOpen((tombstones) =>
      inTurn(() => carryTombstones(forWrites, tombstones)).catch((error: unknown) => {
        throw describeError("Nothing was carried into the database", name, error);
      }),
    ),
    identity: whileOpen(() => read((connection) => readIdentity(connection, address))),
    carryLedger: whileOpen((origin, counts) =>
      inTurn(() => carryLedger(forWrites, origin, counts)).catch((error: unknown) => {
        throw describeError("The ledger was not carried into the database", name, error);
      }),
    ),
    // `/metrics` asks for each of its counters.
    ledger: whileOpen(shareAnswer(() => read(readLedger))),
    load: queue.load,
    ping: whileOpen(
      async () => void (await ping(({ rows }) => rows("SELECT 1 FROM astrolabe_migrations LIMIT 1"))),
    ),
    close,
  };
  void whileOpen(() => read(readUnfinished))().then(
    (developers) => finishForgetting(store, developers),
    () => {}, // Whoever may only read finishes nothing.
  );
  return store;
}

/** What ClickHouse counts, it counts from the rows each time it is asked. */
function keepsRawRows(database: string): Error {
  return new Error(
    `${database} keeps raw rows for good: on ClickHouse every number is counted from them. ` +
      "To let them expire, keep events in SQLite or PostgreSQL",
  );
}
