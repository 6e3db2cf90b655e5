import type pg from "pg";
import { maxNamedTasks } from "../limits.ts";

export async function readTasks(client: pg.ClientBase, most: number = maxNamedTasks): Promise<string[]> {
  const { rows } = await client.query<{ task: string }>(
    "SELECT DISTINCT task FROM astrolabe.cells ORDER BY task LIMIT $1",
    [most],
  );
  return rows.map(({ task }) => task);
}
