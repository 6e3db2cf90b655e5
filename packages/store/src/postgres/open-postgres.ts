import type pg from "pg";
import { buildReport, type Summary } from "@astrolabe/metric";
import { createCallGate } from "../call-gate.ts";
import type {
  EventStore,
  InsertOutcome,
  NewEventRow,
  OnConflict,
  WeeklyCountsQuery,
} from "../event-store.ts";
import { finishForgetting } from "../finish-forgetting.ts";
import { toHorizon } from "../horizon.ts";
import { createEventsWrite, encodeRow } from "../insert-events.ts";
import { createTotalsWrite } from "../insert-nsm.ts";
import { createRejectedWrite } from "../ledger-delta.ts";
import { maxCommitsAtOnce, maxOtherConnections } from "../limits.ts";
import { ForgottenError } from "../query-error.ts";
import { readMigrations } from "../migration.ts";
import { toSummary } from "../summary-rows.ts";
import { createWriteQueue } from "../write-queue.ts";
import { createCommit } from "./commit.ts";
import { createMigrationClient, createPool, nameDatabase } from "./connect.ts";
import { describeError } from "./database-error.ts";
import { deleteRows } from "./delete-rows.ts";
import { carryTombstones, createForget, readTombstones, readUnfinished } from "./forget.ts";
import { toJsonbText } from "./jsonb-text.ts";
import { carryLedger, readLedger } from "./ledger.ts";
import { insertMark, readMarks } from "./marks.ts";
import type { PostgresRow } from "./events-table.ts";
import { expireRows, readHorizon } from "./expire-rows.ts";
import { carryExpired, readExpiredRuns } from "./expired-runs.ts";
import { migrate } from "./migrate.ts";
import { planRead } from "./plan-read.ts";
import { readRows } from "./read-rows.ts";
import { readSummary } from "./read-summary.ts";
import { createReader } from "./reader.ts";
import { readTasks } from "./tasks.ts";
import { readWeeklyCounts } from "./rollup.ts";
import { beginWrite, inTransaction } from "./transaction.ts";

/**
 * Opens the PostgreSQL database that a URL names, as libpq's: `postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=…`.
 * Makes the tables if they aren't there; a role that may only read will do where they are. Any number of processes may
 * have it open, and others may write to its tables: nothing is kept here that could grow stale.
 *
 * @throws Error naming the database, without its password, what is wrong with it and what to do
 */
export async function openPostgres(url: string): Promise<EventStore> {
  const database = nameDatabase(url);
  await prepareDatabase(url).catch((error: unknown) => {
    throw describeError("Can't open the database", database, error);
  });
  const forCommits = createPool(url, maxCommitsAtOnce);
  const forOthers = createPool(url, maxOtherConnections);
  const queue = createWriteQueue(createCommit(forCommits, database), maxCommitsAtOnce);
  const read = createReader(forOthers, database);
  const write = <T>(couldNot: string, run: (client: pg.ClientBase) => Promise<T>): Promise<T> =>
    inTransaction(forOthers, beginWrite, run).catch((error: unknown) => {
      throw describeError(`${couldNot} the database`, database, error);
    });
  const summarise = async (query: WeeklyCountsQuery): Promise<Summary> =>
    toSummary(query, await read((client) => readSummary(client, query)));
  const { whileOpen, close } = createCallGate(async () => {
    await Promise.all([forCommits.end(), forOthers.end()]);
  });

  async function insertEvents(rows: readonly NewEventRow[], onConflict?: OnConflict): Promise<InsertOutcome> {
    try {
      return await queue.add(createEventsWrite(encodeRows(rows), onConflict ?? "fail"));
    } catch (error) {
      if (!(error instanceof ForgottenError)) throw error;
      await queue.add(createRejectedWrite("forgotten", rows.length));
      return { kind: "forgotten" };
    }
  }

  const forget = createForget(forOthers, database);
  const store: EventStore = {
    insertEvents: whileOpen(insertEvents),
    recordRejected: whileOpen((reason, rows) => queue.add(createRejectedWrite(reason, rows))),
    insertNsm: whileOpen((rows, onConflict) => queue.add(createTotalsWrite(rows, onConflict ?? "fail"))),
    readRows: whileOpen((query) => {
      const plan = planRead(query);
      return read((client) => readRows(client, plan));
    }),
    deleteRows: whileOpen((query) =>
      deleteRows(forOthers, query).catch((error: unknown) => {
        throw describeError("Nothing was deleted in the database", database, error);
      }),
    ),
    forget: whileOpen(({ developers }) => forget(developers)),
    weeklyCounts: whileOpen((query) => read((client) => readWeeklyCounts(client, query))),
    expire: whileOpen(({ beforeMs, after, maxRows }) => {
      const horizonMs = toHorizon(beforeMs, Date.now());
      return write("Nothing expired in", (client) => expireRows(client, horizonMs, after, maxRows));
    }),
    horizon: whileOpen(() => read((client) => readHorizon(client))),
    expiredRuns: whileOpen(() => read((client) => readExpiredRuns(client))),
    carryExpired: whileOpen((origin, runs) =>
      write("Nothing was carried into", (client) => carryExpired(client, origin, runs)),
    ),
    summary: whileOpen(summarise),
    report: whileOpen(async (query, options) => buildReport(await summarise(query), options)),
    ledger: whileOpen(() => read((client) => readLedger(client))),
    load: queue.load,
    tasks: whileOpen((most) => read((client) => readTasks(client, most))),
    marks: whileOpen(() => read((client) => readMarks(client))),
    addMark: whileOpen((mark) =>
      insertMark(forOthers, mark).catch((error: unknown) => {
        throw describeError("Nothing was stored in the database", database, error);
      }),
    ),
    tombstones: whileOpen(() => read((client) => readTombstones(client))),
    carryTombstones: whileOpen((tombstones) =>
      write("Nothing was carried into", (client) => carryTombstones(client, tombstones)),
    ),
    identity: whileOpen(() => read((client) => readIdentity(client))),
    carryLedger: whileOpen((origin, counts) =>
      write("The ledger was not carried into", (client) => carryLedger(client, origin, counts)),
    ),
    ping: whileOpen(
      async () => void (await read((client) => client.query("SELECT FROM astrolabe.migrations"))),
    ),
    close,
  };
  void whileOpen(() => read(readUnfinished))().then(
    (developers) => finishForgetting(store, developers),
    () => {}, // Whoever may only read finishes nothing.
  );
  return store;
}

async function prepareDatabase(url: string): Promise<void> {
  const client = createMigrationClient(url);
  try {
    await client.connect();
    await migrate(client, readMigrations("postgres"));
  } finally {
    await client.end();
  }
}

async function readIdentity(client: pg.ClientBase): Promise<string> {
  const { rows } = await client.query<{ id: string }>("SELECT id FROM astrolabe.identity");
  return rows[0]?.id ?? "";
}

function encodeRows(rows: readonly NewEventRow[]): PostgresRow[] {
  const nowMs = Date.now();
  return rows.map((row) => {
    const { id, payload } = encodeRow(row, nowMs);
    const { receivedAtMs } = row;
    return { id, payload: payload === null ? null : toJsonbText(payload), receivedAtMs };
  });
}
