// Prints how many milliseconds SQLite takes to count, from the payloads of all rows, what the rollup has kept.
// Usage: node bench/query/count-raw.ts FILE
import { DatabaseSync } from "node:sqlite";

const database = new DatabaseSync(process.argv[2] ?? "", { readOnly: true });
const startMs = performance.now();
const counts = database
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
let runs = 0;
for (const count of counts) runs += Number(count.runs);
if (runs === 0) throw new Error("There are no runs");
process.stdout.write(`${performance.now() - startMs}\n`);
