import type { WeeklyCount } from "@astrolabe/metric";
import type pg from "pg";
import type { WeeklyCountsQuery } from "../event-store.ts";

/** Sorted by week, then developer: the columns' collation is "C", which is code point order. */
export async function readWeeklyCounts(
  client: pg.ClientBase,
  { task, from, to }: WeeklyCountsQuery,
): Promise<WeeklyCount[]> {
  const { rows } = await client.query<Record<"week" | "developer" | "runs" | "successful_runs", string>>(
    `SELECT week, developer, runs, successful_runs FROM astrolabe.weekly_counts
    WHERE task = $1 AND task_key = astrolabe.index_name($1) AND week >= $2 AND week <= $3 ORDER BY week, developer`,
    [task, from ?? "", to ?? "~"],
  );
  return rows.map(({ week, developer, runs, successful_runs }) => ({
    week,
    developer,
    runs: Number(runs),
    successfulRuns: Number(successful_runs),
  }));
}
