import { performance } from "node:perf_hooks";
import { DatabaseSync } from "node:sqlite";

/** Milliseconds that SQLite takes to count, from the payloads of all rows, what the rollup has kept. */
export function countRaw(path: string): number {
  const database = new DatabaseSync(path, { readOnly: true });
  const startMs = performance.now();
  const rows = database
    .prepare(
      `SELECT strftime('%G-W%V', end_ts, 'unixepoch') AS week, developer, version, ci, exit_code,
        strftime('%u', end_ts, 'unixepoch') AS day, count(*) AS runs
      FROM (
        SELECT payload ->> 'end_ts' AS end_ts, payload ->> 'developer' AS developer,
          payload ->> 'tool_version' AS version, payload ->> 'ci' AS ci, payload ->> 'exit_code' AS exit_code
        FROM events WHERE payload ->> 'name' = 'ai-do'
      )
      GROUP BY week, developer, version, ci, exit_code, day`,
    )
    .iterate();
  let total = 0;
  for (const { runs } of rows) total += Number(runs);
  if (total === 0) throw new Error(`${path} has no runs`);
  database.close();
  return performance.now() - startMs;
}
