import type { DatabaseSync } from "node:sqlite";
import type { NsmTable } from "../write.ts";

export function createNsmTable(database: DatabaseSync): NsmTable {
  const select = database.prepare("SELECT 1 FROM nsm WHERE task = ? AND week = ? AND developer = ?");
  const upsert = database.prepare(`
    INSERT INTO nsm (task, week, developer, successful_runs) VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET successful_runs = excluded.successful_runs`);

  return {
    has: ({ task, week, developer }) => select.get(task, week, developer) !== undefined,
    put: ({ task, week, developer, successful_runs }) =>
      void upsert.run(task, week, developer, successful_runs),
  };
}
