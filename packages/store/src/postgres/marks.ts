import type { Mark } from "@astrolabe/metric";
import type pg from "pg";
import { maxMarks } from "../limits.ts";
import { beginWrite, inTransaction } from "./transaction.ts";

export async function readMarks(client: pg.ClientBase): Promise<Mark[]> {
  const { rows } = await client.query<{ at: Date; kind: Mark["kind"]; text: string }>(
    `SELECT at, kind, text FROM astrolabe.marks ORDER BY at DESC, kind COLLATE "C", text LIMIT $1`,
    [maxMarks],
  );
  return rows.toReversed().map(({ at, kind, text }) => ({ at: at.toISOString(), kind, text }));
}

export async function insertMark(pool: pg.Pool, { at, kind, text }: Mark): Promise<void> {
  const insert = "INSERT INTO astrolabe.marks (at, kind, text) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
  await inTransaction(pool, beginWrite, (client) => client.query(insert, [at, kind, text]));
}
