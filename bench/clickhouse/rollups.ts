// Measures ways to count runs by week and developer in ClickHouse without counting an id twice: each table is filled with
// the same rows, some of which come twice, and every way is asked in turn. Prints Markdown.
// Usage: node bench/clickhouse/rollups.ts [million rows] [rounds]
import { openStore } from "@astrolabe/store";
import { cpus } from "node:os";
import { startClickhouse } from "../../packages/store/test/clickhouse-server.ts";
import type { ClickhouseDatabase } from "../../packages/store/test/clickhouse-server.ts";
import { findClickhouse } from "../../packages/store/test/find-clickhouse.ts";

const rows = Number(process.argv[2] ?? 5) * 1_000_000;
const rounds = Number(process.argv[3] ?? 5);
/** 1,000 developers and 50 weeks. Ids begin with a time, as those of clients do, or are random throughout. */
const source = (
  id: string,
): string => `SELECT ${id} AS id, number AS n, concat('2026-W', toString(10 + intDiv(number * 50, ${rows}))) AS week,
  lower(hex(MD5(toString(number % 1000)))) AS developer, number % 7 > 0 AS ok FROM system.numbers LIMIT`;
const timed =
  "toFixedString(unhex(concat(hex(reverse(reinterpretAsString(toUInt64(1700000000000 + number)))), substring(hex(MD5(toString(number))), 13))), 16)";

/** A way: its tables, what fills them from `runs`, and the question. */
const ways: Readonly<Record<string, { create: string; fill: string; ask: string }>> = {
  "narrow table by (task, week, developer, id), FINAL": {
    create: `CREATE TABLE narrow (task String, week String, developer String, id FixedString(16), version UInt64, ok UInt8)
      ENGINE = ReplacingMergeTree(version) ORDER BY (task, week, developer, id)`,
    fill: "INSERT INTO narrow SELECT 'ai-do', week, developer, id, 1, ok FROM",
    ask: "SELECT week, developer, count(), sum(ok) FROM narrow FINAL WHERE task = 'ai-do' GROUP BY week, developer",
  },
  "uniqExactState(id) by (task, week, developer)": {
    create: `CREATE TABLE states (task String, week String, developer String, runs AggregateFunction(uniqExact, FixedString(16)),
      successes AggregateFunction(uniqExact, FixedString(16))) ENGINE = AggregatingMergeTree() ORDER BY (task, week, developer)`,
    fill: `INSERT INTO states SELECT 'ai-do', week, developer, uniqExactState(id), uniqExactStateIf(id, ok = 1) FROM`,
    ask: "SELECT week, developer, uniqExactMerge(runs), uniqExactMerge(successes) FROM states WHERE task = 'ai-do' GROUP BY week, developer",
  },
};

const program = findClickhouse();
if (program === undefined) throw new Error("ClickHouse (clickhouse-server) is not installed");
const servers = await startClickhouse(program);
try {
  console.log(
    `${rows / 1e6} million rows and a tenth of them twice, ${rounds} rounds, medians. ${cpus().length} × ${cpus()[0]?.model}.`,
  );
  for (const [ids, id] of [
    ["ids that begin with a time", timed],
    ["random ids", "MD5(toString(number))"],
  ] as const) {
    await compare(ids, id);
  }
} finally {
  await servers.stop();
}

async function compare(ids: string, id: string): Promise<void> {
  const database = await servers.createEmptyDatabase();
  await (await openStore(database.url)).close();
  await fill(
    database,
    `INSERT INTO event_rows (kind, id, version, lives, payload, task, week, developer, exit_code, latency_bucket)
    SELECT 0, id, 1, 1, concat('{"name":"ai-do","n":', toString(n), ',"developer":"', developer, '"}'), 'ai-do', week, developer, if(ok, '0', '1'), -1 FROM`,
    id,
  );
  const questions: Record<string, string> = {
    "event_rows FINAL (what the store does)": event(
      "event_rows FINAL WHERE kind = 0 AND deleted = 0 AND task = 'ai-do'",
    ),
    "the same, asked for four weeks": event(
      "event_rows FINAL WHERE kind = 0 AND deleted = 0 AND task = 'ai-do' AND week >= '2026-W56'",
    ),
    "the ledger (what the store does)":
      "SELECT sum(lives), sumIf(1 - deleted, kind = 0), sum(received_rows), sum(rejected_rows) FROM event_rows FINAL",
    "GROUP BY id with argMax": `SELECT week, developer, count(), sum(ok) FROM (SELECT argMax(week, version) AS week, argMax(developer, version) AS developer,
      argMax(exit_code, version) = '0' AS ok FROM event_rows WHERE kind = 0 GROUP BY id) GROUP BY week, developer`,
    "event_rows without FINAL (counts twice)": event(
      "event_rows WHERE kind = 0 AND deleted = 0 AND task = 'ai-do'",
    ),
  };
  for (const [name, { create, fill: into, ask }] of Object.entries(ways)) {
    await database.query(create);
    await fill(database, into, id, into.includes("State"));
    questions[name] = ask;
  }
  const times = new Map<string, number[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, sql] of Object.entries(questions)) {
      const start = performance.now();
      await database.query(`${sql} FORMAT Null`);
      times.set(name, [...(times.get(name) ?? []), performance.now() - start]);
    }
  }
  const [base = NaN] = [median(times.get("event_rows FINAL (what the store does)") ?? [])];
  console.log(`\n| ${ids} | seconds | × |\n|---|---:|---:|`);
  for (const [name, all] of times)
    console.log(`| ${name} | ${(median(all) / 1000).toFixed(2)} | ${(median(all) / base).toFixed(2)} |`);
  const sizes = await database.query(
    "SELECT table, sum(bytes) AS size FROM system.parts WHERE active AND database = currentDatabase() AND rows > 10 GROUP BY table ORDER BY table",
  );
  console.log(
    `\n${sizes.map(({ table, size }) => `${String(table)}: ${(Number(size) / rows).toFixed(1)} bytes a row`).join("; ")}.`,
  );
  await database.remove();
}

function event(from: string): string {
  return `SELECT week, developer, count(), sum(exit_code = '0') FROM ${from} GROUP BY week, developer`;
}

/** All rows, and then a tenth of them again. */
async function fill(database: ClickhouseDatabase, into: string, id: string, grouped = false): Promise<void> {
  for (const limit of [rows, rows / 10]) {
    await database.query(`${into} (${source(id)} ${limit})${grouped ? " GROUP BY week, developer" : ""}`);
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
