import type { WeeklyCount } from "@astrolabe/metric";
import type { WeeklyCountsQuery } from "../event-store.ts";
import type { Connection } from "./connect.ts";
import { quoted } from "./quoted.ts";

/**
 * Runs as they are now: of each row the valid version. A version that was replaced may be of another task or week, so
 * the table is looked through for every question. Text is compared as bytes, which is code point order.
 */
export function runsToSql({ task, from = "", to = "~" }: WeeklyCountsQuery): string {
  return `event_rows FINAL WHERE kind = 0 AND deleted = 0 AND task = ${quoted(task)}
    AND week > '' AND week >= ${quoted(from)} AND week <= ${quoted(to)}`;
}

/** Sorted by week, then developer. */
export async function readWeeklyCounts(
  connection: Connection,
  query: WeeklyCountsQuery,
): Promise<WeeklyCount[]> {
  const rows = await connection.rows<Record<"week" | "developer" | "runs" | "successes", string>>(
    `SELECT week, developer, count() AS runs, sum(exit_code = '0') AS successes FROM ${runsToSql(query)}
    GROUP BY week, developer ORDER BY week, developer`,
  );
  return rows.map(({ week, developer, runs, successes }) => ({
    week,
    developer,
    runs: Number(runs),
    successfulRuns: Number(successes),
  }));
}
