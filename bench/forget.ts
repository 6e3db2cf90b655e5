// What it takes to forget somebody: npm run build && npm install --prefix bench && node bench/forget.ts [ROWS [scans]].
// 1. SQLite: how long one developer takes among ROWS (default 1,000,000), and how fast inserts are meanwhile.
// 2. What an index that would spare that scan costs inserts, on SQLite and on PostgreSQL, and what it costs PostgreSQL to keep
//    out late rows. Each in turn, three rounds.
// 3. PostgreSQL: how long one developer takes among ROWS.
// With `scans` only 1 and 3.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openStore, type EventStore } from "@astrolabe/store";
import { measureInserts } from "./ingest/measure-inserts.ts";
import { startPostgres, type Postgres } from "./ingest/postgres.ts";

const rows = Number(process.argv[2] ?? 1_000_000);
const rounds = process.argv[3] === "scans" ? 0 : 3;
const measureMs = 3_000;
const developer = "a".repeat(32);
const directory = await mkdtemp(join(tmpdir(), "astrolabe-bench-"));

try {
  await scan();
  await sqliteIndex();
  await postgresIndex();
} finally {
  await rm(directory, { recursive: true });
}

async function rate(store: EventStore, ms = measureMs): Promise<number> {
  const insert = (each: Parameters<EventStore["insertEvents"]>[0]): Promise<unknown> =>
    store.insertEvents(each);
  return (await measureInserts(insert, { atOnce: 8, rowsPerBatch: 100, measureMs: ms })).eventsPerSecond;
}

async function scan(): Promise<void> {
  const store = await openStore(`sqlite:${join(directory, "scan.db")}`);
  const event = {
    name: "ai-do",
    developer,
    exit_code: 0,
    end_ts: "2026-11-22",
    latency_ms: 12_333,
    os: "linux",
  };
  await store.insertEvents(Array.from({ length: 500 }, () => ({ payload: event })));
  for (let filled = 500; filled < rows; filled += 10_000) {
    await store.insertEvents(Array.from({ length: 10_000 }, (_, n) => ({ payload: sample(filled + n) })));
  }
  const alone = await rate(store);
  let ms = 0;
  const start = performance.now();
  const forgetting = store.forget({ developers: [developer] });
  const [meanwhile, [forgotten]] = await Promise.all([
    rate(store, 1000),
    forgetting.finally(() => (ms = performance.now() - start)),
  ]);
  console.log(`SQLite, one of ${rows} rows: ${Math.round(ms)} ms, ${forgotten?.events} deleted`);
  console.log(`inserts meanwhile: ${(meanwhile / alone).toFixed(2)} of what they are alone`);
  await store.close();
}

/** Of about 5,000 developers. */
function sample(n: number): object {
  const other = ((n * 7919) % 5000).toString(16).padStart(32, "0");
  return {
    name: "ai-do",
    developer: other,
    exit_code: 0,
    end_ts: 1_795_379_223.456 + n,
    latency_ms: 12_333,
    os: "linux",
  };
}

async function sqliteIndex(): Promise<void> {
  const paths = ["plain.db", "indexed.db"].map((name) => join(directory, name));
  const stores = await Promise.all(paths.map((path) => openStore(`sqlite:${path}`)));
  const database = new DatabaseSync(paths[1] ?? "");
  database.exec("CREATE INDEX developer ON events (json_extract(payload, '$.developer'))");
  database.close();
  await compare("SQLite, with an index on the developer", ...stores);
  const checked = await openStore(`sqlite:${join(directory, "checked.db")}`);
  await checked.forget({ developers: [developer] });
  await compare("SQLite, with somebody forgotten", stores[0], checked);
  await checked.close();
}

async function postgresIndex(): Promise<void> {
  const postgres = await startPostgres(join(directory, "postgres"));
  if (postgres === undefined) return console.log("PostgreSQL is not here");
  const stores: EventStore[] = [];
  for (const sql of [
    "",
    "drop trigger await_forgetting on events; drop trigger check_inserted on events",
    "create index on events ((left(coalesce(case when jsonb_typeof(payload -> 'developer') = 'string' then nullif(payload ->> 'developer', '') end, case when jsonb_typeof(payload -> 'user') = 'string' then nullif(payload ->> 'user', '') end, payload ->> 'username'), 33)))",
  ]) {
    const url = await postgres.createDatabase();
    stores.push(await openStore(url));
    await postgres.run(url, sql);
  }
  const [whole, unchecked, indexed] = stores;
  await compare("PostgreSQL, with the check of late rows", unchecked, whole);
  await compare("PostgreSQL, with an index on the developer", whole, indexed);
  await scanPostgres(postgres);
  await Promise.all(stores.map((store) => store.close()));
  await postgres.stop();
}

async function scanPostgres(postgres: Postgres): Promise<void> {
  const url = await postgres.createDatabase();
  const store = await openStore(url);
  // The triggers are for rows that come one batch after the other.
  await postgres.run(url, "alter table events disable trigger user");
  await postgres.run(
    url,
    `insert into events (payload) select jsonb_build_object('name', 'ai-do', 'exit_code', 0, 'end_ts', 1795379223.456 + n,
      'developer', case when n % 2000 = 0 then repeat('a', 32) else lpad(to_hex(n % 5000), 32, '0') end, 'latency_ms', 12333, 'os', 'linux')
    from generate_series(1, ${rows}) n`,
  );
  await postgres.run(url, "alter table events enable trigger user");
  const start = performance.now();
  await store.forget({ developers: [developer] });
  console.log(`PostgreSQL, one of ${rows} rows: ${Math.round(performance.now() - start)} ms`);
  await store.close();
}

async function compare(what: string, plain?: EventStore, changed?: EventStore): Promise<void> {
  if (plain === undefined || changed === undefined) return;
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = await rate(plain);
    ratios.push((await rate(changed)) / before);
  }
  if (rounds === 0) return;
  ratios.sort((a, b) => a - b);
  console.log(`${what}: ${ratios.map((ratio) => ratio.toFixed(2)).join(", ")} of the inserts`);
}
