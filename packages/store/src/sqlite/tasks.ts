import type { DatabaseSync } from "node:sqlite";
import { maxNamedTasks } from "../limits.ts";

/** One look into the index for each task, however many cells it has. */
export function readTasks(database: DatabaseSync, most: number = maxNamedTasks): string[] {
  const rows = database
    .prepare(
      `WITH RECURSIVE names (task) AS (
        SELECT min(task) FROM cells
        UNION ALL SELECT (SELECT min(task) FROM cells WHERE task > names.task) FROM names WHERE names.task IS NOT NULL
      ) SELECT task FROM names WHERE task IS NOT NULL LIMIT ?`,
    )
    .all(most);
  return rows.map(({ task }) => String(task));
}
