import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { canonicalJson } from "../canonical-json.ts";
import { eventIdFromBytes } from "../event-id.ts";
import { parseExactJson } from "../exact-json.ts";
import { atPath, textOf } from "../json-path.ts";
import type { RowPage } from "../row-query.ts";
import { formatTimestamp } from "../timestamp.ts";
import { jsonSortKey } from "./json-sort-key.ts";
import { isLike } from "./like.ts";
import type { Member, ReadPlan } from "./plan-read.ts";

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
    for (const row of database.prepare(sql).iterate(...values)) rows.push(toJson(members, row));
    if (count === undefined) return { rows };
    return { rows, total: Number(database.prepare(count.sql).get(...count.values)?.total) };
  } finally {
    database.exec("COMMIT");
  }
}

export function toJson(members: readonly Member[], row: Record<string, SQLOutputValue>): string {
  return `{${members.map((member) => `${member.name}:${valueOf(member, row[member.column])}`).join(",")}}`;
}

function valueOf({ path, type }: Member, stored: SQLOutputValue | undefined): string {
  if (stored === null || stored === undefined) return "null";
  if (stored instanceof Uint8Array) return `"${eventIdFromBytes(stored)}"`;
  if (type === "timestamptz") return `"${formatTimestamp(Number(stored))}"`;
  if (type === "integer") return String(stored);
  if (type === "text" && path.length === 0) return JSON.stringify(stored);
  const value = atPath(parseExactJson(String(stored)).value, path) ?? null;
  return canonicalJson(type === "text" ? textOf(value) : value);
}
