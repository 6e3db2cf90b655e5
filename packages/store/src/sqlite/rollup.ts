import type { WeeklyCount } from "@astrolabe/metric";
import type { DatabaseSync } from "node:sqlite";
import type { WeeklyCountsQuery } from "../event-store.ts";
import type { SqliteRow } from "./sqlite-row.ts";

/** A row, as far as the rollup is about it. */
type Counted = Pick<SqliteRow, "run">;

export interface RollupTable {
  /** Counts the runs among rows that are stored in the same transaction. */
  add(rows: readonly Counted[]): void;
  /** Takes back what rows added; of a developer who has no runs left, nothing stays. */
  subtract(rows: readonly Counted[]): void;
}

export function createRollupTable(database: DatabaseSync): RollupTable {
  const upsert = database.prepare(`
    INSERT INTO weekly_runs (task, week, developer, runs, successful_runs) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET runs = runs + excluded.runs, successful_runs = successful_runs + excluded.successful_runs`);
  const removeEmpty = database.prepare(
    "DELETE FROM weekly_runs WHERE task = ? AND week = ? AND developer = ? AND runs = 0",
  );

  return {
    add(rows) {
      for (const { task, week, developer, runs, successfulRuns } of countRuns(rows)) {
        upsert.run(task, week, developer, runs, successfulRuns);
      }
    },
    subtract(rows) {
      for (const { task, week, developer, runs, successfulRuns } of countRuns(rows)) {
        upsert.run(task, week, developer, -runs, -successfulRuns);
        removeEmpty.run(task, week, developer);
      }
    },
  };
}

interface TaskCount extends WeeklyCount {
  readonly task: string;
  runs: number;
  successfulRuns: number;
}

/** One entry a (task, week, developer): a group often holds many runs of few developers. */
function countRuns(rows: readonly Counted[]): Iterable<TaskCount> {
  const counts = new Map<string, TaskCount>();
  for (const { run } of rows) {
    if (run === null) continue;
    const { task, week, developer } = run;
    // The length keeps apart what would otherwise read the same: task "a" of "bc", and "ab" of "c".
    const key = `${task.length} ${task}${week}${developer}`;
    let count = counts.get(key);
    if (count === undefined) counts.set(key, (count = { task, week, developer, runs: 0, successfulRuns: 0 }));
    count.runs += 1;
    if (run.successful) count.successfulRuns += 1;
  }
  return counts.values();
}

/** Sorted by week, then developer: SQLite compares text as UTF-8, which is code point order. */
export function readWeeklyCounts(database: DatabaseSync, query: WeeklyCountsQuery): WeeklyCount[] {
  const rows = database
    .prepare(
      `SELECT week, developer, runs, successful_runs FROM weekly_runs
      WHERE task = ? AND week >= ? AND week <= ? ORDER BY week, developer`,
    )
    .all(query.task, query.from ?? "", query.to ?? "~");
  return rows.map((row) => ({
    week: String(row.week),
    developer: String(row.developer),
    runs: Number(row.runs),
    successfulRuns: Number(row.successful_runs),
  }));
}
