import type pg from "pg";
import { expiredEntries, expiredOrigin } from "../carried-entries.ts";
import type { ExpiredRuns } from "../event-store.ts";
import { readHorizon } from "./expire-rows.ts";
import { putCarried } from "./ledger.ts";

/** All of one moment: it is read in one transaction. */
export async function readExpiredRuns(client: pg.ClientBase): Promise<ExpiredRuns | undefined> {
  const horizonMs = await readHorizon(client);
  if (horizonMs === undefined) return undefined;
  const rowsOf = async <Row extends readonly unknown[]>(text: string): Promise<readonly Row[]> =>
    (await client.query<Row & unknown[]>({ text, rowMode: "array" })).rows;
  const [[rows] = [0]] = await rowsOf<[number | null]>(
    "SELECT sum(row_count)::float8 FROM astrolabe.ledger_totals WHERE outcome = 'expired'",
  );
  return {
    horizonMs,
    rows: rows ?? 0,
    cells: await rowsOf(
      `SELECT task, week, developer, version, ci, linkable, exit_code, max(newest_ms), sum(mon)::float8, sum(tue)::float8,
        sum(wed)::float8, sum(thu)::float8, sum(fri)::float8, sum(sat)::float8, sum(sun)::float8
      FROM astrolabe.expired_cells GROUP BY task, week, developer, version, ci, linkable, exit_code`,
    ),
    latencies: await rowsOf(
      "SELECT task, week, bucket, sum(runs)::float8 FROM astrolabe.expired_latencies GROUP BY task, week, bucket",
    ),
  };
}

const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const names = ["task", "week", "developer", "version", "ci", "linkable", "exit_code", "newest_ms", ...days];
const addDays = days.map((day) => `${day} = cell.${day} + excluded.${day}`).join(", ");
const columns = `${names.join(", ")}, task_key, developer_key`;
const carriedCells = `
  SELECT ${names.join(", ")}, astrolabe.index_name(task) AS task_key, astrolabe.index_name(developer) AS developer_key
  FROM json_to_recordset($1) AS carried (task text, week text, developer text, version text, ci boolean, linkable boolean,
    exit_code text, newest_ms float8, ${days.map((day) => `${day} int`).join(", ")})
  ORDER BY task, week, developer, version, ci, linkable, exit_code`;
const carriedLatencies = `
  SELECT task, week, bucket, runs, astrolabe.index_name(task) AS task_key
  FROM json_to_recordset($1) AS carried (task text, week text, bucket smallint, runs bigint)
  ORDER BY task, week, bucket`;

/** Adds what has expired elsewhere to the rollup, and remembers it. What was carried before is carried for good. */
export async function carryExpired(client: pg.ClientBase, origin: string, runs: ExpiredRuns): Promise<void> {
  const isNew = await putCarried(client, expiredOrigin(origin), expiredEntries(runs.rows));
  if (!isNew) return;
  await client.query(
    `INSERT INTO astrolabe.horizon AS horizon (before_ms) VALUES ($1)
    ON CONFLICT (singleton) DO UPDATE SET before_ms = greatest(horizon.before_ms, excluded.before_ms)`,
    [runs.horizonMs],
  );
  const cells = JSON.stringify(runs.cells.map((cell) => toRecord(names, cell)));
  await client.query(
    `INSERT INTO astrolabe.cells AS cell (${columns}) ${carriedCells}
    ON CONFLICT (task_key, week, developer_key, version, ci, linkable, exit_code) DO UPDATE
    SET ${addDays}, newest_ms = greatest(cell.newest_ms, excluded.newest_ms)`,
    [cells],
  );
  await client.query(
    `INSERT INTO astrolabe.expired_cells (origin, ${columns}) SELECT $2, * FROM (${carriedCells}) AS cell`,
    [cells, origin],
  );
  const latencies = JSON.stringify(
    runs.latencies.map((latency) => toRecord(["task", "week", "bucket", "runs"], latency)),
  );
  await client.query(
    `INSERT INTO astrolabe.latencies AS latency (task, week, bucket, runs, task_key, spread)
    SELECT *, 0 FROM (${carriedLatencies}) AS added
    ON CONFLICT (task_key, week, bucket, spread) DO UPDATE SET runs = latency.runs + excluded.runs`,
    [latencies],
  );
  await client.query(
    `INSERT INTO astrolabe.expired_latencies (origin, task, week, bucket, runs, task_key)
    SELECT $2, * FROM (${carriedLatencies}) AS latency`,
    [latencies, origin],
  );
}

function toRecord(keys: readonly string[], values: readonly unknown[]): Record<string, unknown> {
  return Object.fromEntries(
    keys.map((column, place) => [
      column,
      column === "ci" || column === "linkable" ? Boolean(values[place]) : values[place],
    ]),
  );
}
