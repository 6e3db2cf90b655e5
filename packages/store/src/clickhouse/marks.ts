import type { Mark } from "@astrolabe/metric";
import { maxMarks } from "../limits.ts";
import type { Connection } from "./connect.ts";
import { createRowBinary } from "./row-binary.ts";

/** One that was sent again may be there twice until the server merges its parts. */
export async function readMarks(connection: Connection): Promise<Mark[]> {
  const rows = await connection.rows<{ at: string; kind: Mark["kind"]; text: string }>(
    `SELECT at, kind, text FROM mark_rows GROUP BY at, kind, text ORDER BY at DESC, kind, text LIMIT ${maxMarks}`,
  );
  return rows
    .toReversed()
    .map(({ at, kind, text }) => ({ at: new Date(Number(at)).toISOString(), kind, text }));
}

export async function insertMark(connection: Connection, { at, kind, text }: Mark): Promise<void> {
  const row = createRowBinary();
  row.int64(Date.parse(at));
  row.string(kind);
  row.string(text);
  await connection.insert("mark_rows (at, kind, text)", row.bytes());
}
