import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { eventIdFromBytes } from "../event-id.ts";
import { parseExactJson } from "../exact-json.ts";
import { atPath, textOf } from "../json-path.ts";
import type { RowPage } from "../row-query.ts";
import { jsonSortKey } from "../json-sort-key.ts";
import { isLike } from "../like.ts";
import { toJson } from "../members.ts";
import type { Member } from "../members.ts";
import type { ReadPlan } from "./plan-read.ts";

/** What the SQL of a read calls. They say what PostgreSQL's `->>` and `jsonb` would, which SQLite's own don't. */
export function defineJsonFunctions(database: DatabaseSync): void {
  const define = (name: string, result: (value: unknown) => string | null): void =>
    database.function(name, { deterministic: true }, (text, path) =>
      text === null ? null : result(atPath(parseExactJson(String(text)).value, JSON.parse(String(path)))),
    );
  define("json_text", textOf);
  define("json_sort_key", (value) => (value === undefined ? null : jsonSortKey(value)));
  const defineMatch = (name: string, matches: (text: string, pattern: string) => boolean): void =>
    database.function(name, { deterministic: true }, (text, pattern) =>
      text === null ? null : Number(matches(String(text), String(pattern))),
    );
  defineMatch("is_like", isLike);
  defineMatch("is_ilike", (text, pattern) => isLike(text.toLowerCase(), pattern.toLowerCase()));
}

/** Rows and total are of one moment. */
export function readRows(database: DatabaseSync, { sql, values, count, members }: ReadPlan): RowPage {
  database.exec("BEGIN");
  try {
    const rows: string[] = [];
    for (const row of database.prepare(sql).iterate(...values)) rows.push(rowText(members, row));
    if (count === undefined) return { rows };
    return { rows, total: Number(database.prepare(count.sql).get(...count.values)?.total) };
  } finally {
    database.exec("COMMIT");
  }
}

/** Ids are bytes here. */
export function rowText(members: readonly Member[], row: Record<string, SQLOutputValue>): string {
  return toJson(members, (column) => {
    const stored = row[column];
    if (stored instanceof Uint8Array) return eventIdFromBytes(stored);
    return typeof stored === "bigint" ? Number(stored) : stored;
  });
}
