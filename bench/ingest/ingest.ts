// Measures how many events a second are taken in and durable, against a bare node:http server and, if PostgreSQL is
// on the machine, against one multi-row INSERT per batch: the collector on either store, and the PostgreSQL store alone,
// which keeps rollup and ledger besides. If ClickHouse is there, the same on it. All in turn in one run: the ratios count, not the numbers.
// Prints Markdown. Usage: node bench/ingest/ingest.ts [rounds] [seconds]
import { mintKey } from "@astrolabe/collector";
import { openStore } from "@astrolabe/store";
import { mkdtemp, rm } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import type { LoadResult } from "./load.ts";
import { startClickhouse } from "../../packages/store/test/clickhouse-server.ts";
import { findClickhouse } from "../../packages/store/test/find-clickhouse.ts";
import { measureInserts } from "./measure-inserts.ts";
import { startPostgres } from "./postgres.ts";
import { measure, startServer } from "./server-process.ts";

const rounds = Number(process.argv[2] ?? 5);
const measureMs = Number(process.argv[3] ?? 5) * 1000;
const secret = "bench bench bench bench bench bench bench";
const key = await mintKey("anon", secret);
const directory = await mkdtemp(join(tmpdir(), "astrolabe-bench-"));
const results = new Map<string, LoadResult[]>();

try {
  const postgres = await startPostgres(join(directory, "postgres"));
  const program = findClickhouse();
  const clickhouse = program === undefined ? undefined : await startClickhouse(program);
  for (let round = 1; round <= rounds; round++) {
    for (const connections of [32, 128]) {
      await run(`bare, ${connections} connections`, "bare-server.ts", [], connections, 1);
      const store = `sqlite:${join(directory, `${round}-${connections}.db`)}`;
      await run(
        `collector, ${connections} connections`,
        "collector-server.ts",
        [store, secret],
        connections,
        1,
      );
    }
    await run(
      "collector, batches of 100",
      "collector-server.ts",
      [`sqlite:${join(directory, `${round}.db`)}`, secret],
      8,
      100,
    );
    if (postgres !== undefined) {
      keep("PostgreSQL, batches of 100", await postgres.measureBatches(8, 100, measureMs));
      keep("PostgreSQL store, batches of 100", await measureStore(await postgres.createDatabase()));
      const server = [await postgres.createDatabase(), secret];
      await run("collector on PostgreSQL, batches of 100", "collector-server.ts", server, 8, 100);
    }
    if (clickhouse !== undefined) {
      const newUrl = async (): Promise<string> => (await clickhouse.createEmptyDatabase()).url;
      keep("ClickHouse store, batches of 100", await measureStore(await newUrl()));
      const cluster = await clickhouse.createEmptyClusterDatabase();
      keep("ClickHouse store on two shards, batches of 100", await measureStore(cluster.url));
      for (const [connections, rows] of [
        [32, 1],
        [8, 100],
      ] as const) {
        const name = rows === 1 ? `${connections} connections` : `batches of ${rows}`;
        const server = [await newUrl(), secret];
        await run(`collector on ClickHouse, ${name}`, "collector-server.ts", server, connections, rows);
      }
    }
    console.error(`round ${round} of ${rounds}`);
  }
  await clickhouse?.stop();
  await postgres?.stop();
} finally {
  await rm(directory, { recursive: true });
}
report();

async function run(
  name: string,
  script: string,
  args: string[],
  connections: number,
  rowsPerRequest: number,
): Promise<void> {
  const server = await startServer(script, args);
  try {
    keep(
      name,
      await measure({ port: server.port, connections, rowsPerRequest, warmUpMs: 1500, measureMs, key }),
    );
  } finally {
    await server.stop();
  }
}

/** The store alone, without HTTP: what the plain INSERT is to be compared with. */
async function measureStore(url: string): Promise<LoadResult> {
  const store = await openStore(url);
  const result = await measureInserts((rows) => store.insertEvents(rows), {
    atOnce: 8,
    rowsPerBatch: 100,
    measureMs,
  });
  await store.close();
  return result;
}

function keep(name: string, result: LoadResult): void {
  const known = results.get(name);
  if (known === undefined) results.set(name, [result]);
  else known.push(result);
}

function report(): void {
  const cpu = cpus()[0]?.model ?? "unknown";
  console.log(
    `${rounds} rounds of ${measureMs / 1000} s, medians. Node ${process.version}, ${cpus().length} × ${cpu}.\n`,
  );
  console.log("| | events/s | p50 ms | p99 ms |\n|---|---:|---:|---:|");
  for (const [name, rows] of results) {
    const cells = [
      medianOf(rows, "eventsPerSecond").toFixed(0),
      ...(["p50Ms", "p99Ms"] as const).map((field) => medianOf(rows, field).toFixed(1)),
    ];
    console.log(`| ${name} | ${cells.join(" | ")} |`);
  }
  console.log("");
  for (const connections of [32, 128])
    ratio(`collector, ${connections} connections`, `bare, ${connections} connections`);
  ratio("collector on ClickHouse, 32 connections", "bare, 32 connections");
  for (const name of [
    "collector",
    "PostgreSQL store",
    "collector on PostgreSQL",
    "ClickHouse store",
    "ClickHouse store on two shards",
    "collector on ClickHouse",
  ])
    ratio(`${name}, batches of 100`, "PostgreSQL, batches of 100");
}

/** The median of the rounds' ratios: what slows a whole round down does not touch it. */
function ratio(name: string, base: string): void {
  const [ours, theirs] = [results.get(name), results.get(base)];
  if (ours === undefined || theirs === undefined) return;
  const ratios = ours.map((one, round) => one.eventsPerSecond / (theirs[round]?.eventsPerSecond ?? NaN));
  console.log(`- ${name}: ${median(ratios).toFixed(2)} × ${base}`);
}

function medianOf(rows: readonly LoadResult[], field: "eventsPerSecond" | "p50Ms" | "p99Ms"): number {
  return median(rows.map((row) => row[field]));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}
