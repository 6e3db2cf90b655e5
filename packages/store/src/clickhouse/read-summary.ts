import type { WeeklyCountsQuery } from "../event-store.ts";
import type { CellRow, LatencyRow, SummaryRows } from "../summary-rows.ts";
import type { Connection } from "./connect.ts";
import { readLedger } from "./ledger.ts";
import { runsToSql } from "./rollup.ts";

interface Cell {
  readonly week: string;
  readonly developer: string;
  readonly tool_version: string;
  readonly ci: number;
  readonly linkable: number;
  readonly exit_code: string;
  readonly newest_ms: number;
  /** Runs by day of the week, Monday first. */
  readonly days: readonly string[];
  /** Buckets, and how many runs there are in each. */
  readonly latencies: readonly [readonly number[], readonly string[]];
}

const key = "week, developer, tool_version, ci, linkable, exit_code";
const days = [0, 1, 2, 3, 4, 5, 6].map((day) => `countIf(day = ${day})`);

/** Cells and latencies are of one moment, the ledger of one soon after. */
export async function readSummary(connection: Connection, query: WeeklyCountsQuery): Promise<SummaryRows> {
  const rows = await connection.rows<Cell>(
    `SELECT ${key}, max(end_ms) AS newest_ms, [${days.join(", ")}] AS days,
      sumMap([latency_bucket], [toUInt64(1)]) AS latencies
    FROM ${runsToSql(query)}
    GROUP BY ${key} ORDER BY ${key}`,
  );
  const [dropped] = await connection.rows<{ total: string }>(
    "SELECT sum(dropped) AS total FROM event_rows FINAL WHERE kind = 0 AND deleted = 0",
  );
  let newestMs: number | null = null;
  for (const { newest_ms } of rows) newestMs = Math.max(newestMs ?? newest_ms, newest_ms);
  return {
    newestMs,
    linkable: rows.every(({ linkable }) => Boolean(linkable)),
    cells: rows.map((row) => toCellRow(row)),
    latencies: latenciesOf(rows),
    ledger: await readLedger(connection),
    droppedAtClient: Number(dropped?.total ?? 0),
  };
}

function toCellRow(cell: Cell): CellRow {
  const { week, developer, tool_version, ci, exit_code } = cell;
  return [week, developer, tool_version, ci, exit_code, ...cell.days.map(Number)];
}

/** Of all cells of a week. */
function latenciesOf(cells: readonly Cell[]): LatencyRow[] {
  const weeks = new Map<string, Map<number, number>>();
  for (const { week, latencies } of cells) {
    const [buckets, counts] = latencies;
    const sums = weeks.get(week) ?? new Map<number, number>();
    weeks.set(week, sums);
    for (const [index, bucket] of buckets.entries()) {
      // -1: the latency isn't known, or the run failed.
      if (bucket >= 0) sums.set(bucket, (sums.get(bucket) ?? 0) + Number(counts[index]));
    }
  }
  return [...weeks].flatMap(([week, sums]) =>
    [...sums].map(([bucket, runs]): LatencyRow => [week, bucket, runs]),
  );
}
