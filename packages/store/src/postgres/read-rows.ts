import type pg from "pg";
import type { RowPage } from "../row-query.ts";
import type { ReadPlan } from "./plan-read.ts";

export async function readRows(client: pg.ClientBase, { rows, count }: ReadPlan): Promise<RowPage> {
  const page = await client.query<{ row: string }>(rows.sql, [...rows.values]);
  const texts = page.rows.map(({ row }) => row);
  if (count === undefined) return { rows: texts };
  const counted = await client.query<{ total: string }>(count.sql, [...count.values]);
  return { rows: texts, total: Number(counted.rows[0]?.total) };
}
