import type pg from "pg";
import type { WeeklyCountsQuery } from "../event-store.ts";
import type { CellRow, LatencyRow, SummaryRows } from "../summary-rows.ts";
import { readDropped, readLedger } from "./ledger.ts";

/** All of one moment: it is read in one transaction. */
export async function readSummary(
  client: pg.ClientBase,
  { task, from, to }: WeeklyCountsQuery,
): Promise<SummaryRows> {
  const where = "WHERE task = $1 AND task_key = astrolabe.index_name($1) AND week >= $2 AND week <= $3";
  const values = [task, from ?? "", to ?? "~"];
  const rowsOf = async <Row extends readonly unknown[]>(text: string): Promise<readonly Row[]> =>
    (await client.query<Row & unknown[]>({ text, values, rowMode: "array" })).rows;
  const [[newestMs, linkable] = [null, null]] = await rowsOf<[number | null, boolean | null]>(
    `SELECT max(newest_ms), bool_and(linkable) FROM astrolabe.cells ${where}`,
  );
  return {
    // What is text here as bigint, `::float8` makes a number; a count is far from where that would lose one.
    cells: await rowsOf<CellRow>(
      `SELECT week, developer, version, ci, exit_code, mon::float8, tue::float8, wed::float8, thu::float8,
        fri::float8, sat::float8, sun::float8
      FROM astrolabe.cells ${where} ORDER BY week, developer, version, ci, linkable, exit_code`,
    ),
    newestMs,
    linkable: linkable !== false,
    latencies: await rowsOf<LatencyRow>(
      `SELECT week, bucket, sum(runs)::float8 FROM astrolabe.latencies ${where} GROUP BY week, bucket`,
    ),
    ledger: await readLedger(client),
    droppedAtClient: await readDropped(client),
  };
}
