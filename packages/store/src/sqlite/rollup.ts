import type { WeeklyCount } from "@astrolabe/metric";
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { Counted } from "../counted.ts";
import type { WeeklyCountsQuery } from "../event-store.ts";
import { parts } from "./parts.ts";
import { createStatementCache, repeat } from "./statement-cache.ts";
import { tally } from "./tally.ts";
import type { Tally } from "./tally.ts";

export interface RollupTables {
  /** Counts rows that are stored in the same transaction. */
  add(rows: readonly Counted[]): void;
  /** Takes back what rows added; of a developer who has no runs left, nothing stays. */
  subtract(rows: readonly Counted[]): void;
}

export function createRollupTables(database: DatabaseSync): RollupTables {
  const upsertCells = createStatementCache(
    database,
    (rows) => `
    INSERT INTO cells (task, week, developer, version, ci, linkable, exit_code,
      mon, tue, wed, thu, fri, sat, sun, newest_ms)
    VALUES ${repeat("(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", rows)}
    ON CONFLICT DO UPDATE SET mon = mon + excluded.mon, tue = tue + excluded.tue, wed = wed + excluded.wed,
      thu = thu + excluded.thu, fri = fri + excluded.fri, sat = sat + excluded.sat, sun = sun + excluded.sun,
      newest_ms = max(newest_ms, excluded.newest_ms)`,
  );
  const upsertLatencies = createStatementCache(
    database,
    (rows) => `
    INSERT INTO latencies (task, week, bucket, runs) VALUES ${repeat("(?,?,?,?)", rows)}
    ON CONFLICT DO UPDATE SET runs = runs + excluded.runs`,
  );
  const removeEmptyCell = database.prepare(`
    DELETE FROM cells WHERE task = ? AND week = ? AND developer = ? AND version = ? AND ci = ? AND linkable = ?
      AND exit_code = ? AND runs = 0`);
  const removeEmptyLatency = database.prepare(
    "DELETE FROM latencies WHERE task = ? AND week = ? AND bucket = ? AND runs = 0",
  );
  const addDropped = database.prepare(`
    INSERT INTO ledger (outcome, reason, row_count) VALUES ('dropped_at_client', '', ?)
    ON CONFLICT DO UPDATE SET row_count = row_count + excluded.row_count`);

  function change({ cells, latencies, dropped }: Tally, times: 1 | -1): void {
    for (const part of parts([...cells.values()])) {
      const values: SQLInputValue[] = [];
      for (const { key, days, newestMs } of part) {
        values.push(...key);
        for (const count of days) values.push(times * count);
        values.push(newestMs);
      }
      upsertCells.for(part.length).run(...values);
    }
    for (const part of parts([...latencies.values()])) {
      const values: SQLInputValue[] = [];
      for (const { key, runs } of part) values.push(...key, times * runs);
      upsertLatencies.for(part.length).run(...values);
    }
    if (dropped > 0) addDropped.run(times * dropped);
  }

  return {
    add: (rows) => change(tally(rows), 1),
    subtract(rows) {
      const tallied = tally(rows);
      change(tallied, -1);
      for (const { key } of tallied.cells.values()) removeEmptyCell.run(...key);
      for (const { key } of tallied.latencies.values()) removeEmptyLatency.run(...key);
    },
  };
}

/** Sorted by week, then developer: SQLite compares text as UTF-8, which is code point order. */
export function readWeeklyCounts(database: DatabaseSync, query: WeeklyCountsQuery): WeeklyCount[] {
  const rows = database
    .prepare(
      `SELECT week, developer, sum(runs) AS runs, sum(iif(exit_code = '0', runs, 0)) AS successful_runs FROM cells
      WHERE task = ? AND week >= ? AND week <= ? GROUP BY week, developer ORDER BY week, developer`,
    )
    .all(query.task, query.from ?? "", query.to ?? "~");
  return rows.map((row) => ({
    week: String(row.week),
    developer: String(row.developer),
    runs: Number(row.runs),
    successfulRuns: Number(row.successful_runs),
  }));
}
