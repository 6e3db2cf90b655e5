import type { DatabaseSync } from "node:sqlite";
import type { WeeklyCountsQuery } from "../event-store.ts";
import type { CellRow, LatencyRow, SummaryRows } from "../summary-rows.ts";
import { readDropped, readLedger } from "./ledger.ts";

/** All of one moment. */
export function readSummary(database: DatabaseSync, { task, from, to }: WeeklyCountsQuery): SummaryRows {
  const where = "WHERE task = ? AND week >= ? AND week <= ?";
  const values = [task, from ?? "", to ?? "~"];
  const rowsOf = <Row>(sql: string): Row[] => {
    const statement = database.prepare(sql);
    statement.setReturnArrays(true);
    return statement.all(...values) as unknown as Row[];
  };
  database.exec("BEGIN");
  try {
    return {
      cells: rowsOf<CellRow>(
        `SELECT week, developer, version, ci, linkable, exit_code, newest_ms, mon, tue, wed, thu, fri, sat, sun FROM cells
        ${where} ORDER BY week, developer, version, ci, linkable, exit_code`,
      ),
      latencies: rowsOf<LatencyRow>(`SELECT week, bucket, runs FROM latencies ${where}`),
      ledger: readLedger(database),
      droppedAtClient: readDropped(database),
    };
  } finally {
    database.exec("COMMIT");
  }
}
