import { maxNamedTasks } from "../limits.ts";
import type { Connection } from "./connect.ts";

export async function readTasks(connection: Connection, most: number = maxNamedTasks): Promise<string[]> {
  const rows = await connection.rows<{ task: string }>(
    `SELECT task FROM event_rows FINAL WHERE kind = 0 AND deleted = 0 AND week > ''
    GROUP BY task ORDER BY task LIMIT ${most}`,
  );
  return rows.map(({ task }) => task);
}
