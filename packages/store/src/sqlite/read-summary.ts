import type { DatabaseSync } from "node:sqlite";
import type { WeeklyCountsQuery } from "../event-store.ts";
import type { CellRow, LatencyRow, SummaryRows } from "../summary-rows.ts";
import { readDropped, readLedger } from "./ledger.ts";

/** All of one moment. There can be millions of cells: each is read as `use` comes to it, once, and none later. */
export function readSummary<Result>(
  database: DatabaseSync,
  { task, from, to }: WeeklyCountsQuery,
  use: (rows: SummaryRows) => Result,
): Result {
  const where = "WHERE task = ? AND week >= ? AND week <= ?";
  const rowsOf = <Row>(sql: string): Iterable<Row> => {
    const statement = database.prepare(sql);
    statement.setReturnArrays(true);
    return statement.iterate(task, from ?? "", to ?? "~") as Iterable<unknown> as Iterable<Row>;
  };
  database.exec("BEGIN");
  try {
    const [[newestMs, linkable] = [null, null]] = rowsOf<[number | null, number | null]>(
      `SELECT max(newest_ms), min(linkable) FROM cells ${where}`,
    );
    return use({
      cells: rowsOf<CellRow>(
        `SELECT week, developer, version, ci, exit_code, mon, tue, wed, thu, fri, sat, sun FROM cells
        ${where} ORDER BY week, developer, version, ci, linkable, exit_code`,
      ),
      newestMs,
      linkable: linkable !== 0,
      latencies: [...rowsOf<LatencyRow>(`SELECT week, bucket, runs FROM latencies ${where}`)],
      ledger: readLedger(database),
      droppedAtClient: readDropped(database),
    });
  } finally {
    database.exec("COMMIT");
  }
}
