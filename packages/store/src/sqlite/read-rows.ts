import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { eventIdFromBytes } from "../event-id.ts";
import type { RowPage } from "../row-query.ts";
import { jsonAt, jsonSortKey, jsonText } from "./json-value.ts";
import type { Member, ReadPlan } from "./plan-read.ts";

/** What the SQL of a read calls. They say what PostgreSQL's `->>` and `jsonb` would, which SQLite's own don't. */
export function defineJsonFunctions(database: DatabaseSync): void {
  const define = (name: string, result: (value: unknown) => string | null): void =>
    database.function(name, { deterministic: true }, (text, path) =>
      text === null ? null : result(jsonAt(String(text), JSON.parse(String(path)))),
    );
  define("json_text", jsonText);
  define("json_sort_key", (value) => (value === undefined ? null : jsonSortKey(value)));
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

function toJson(members: readonly Member[], row: Record<string, SQLOutputValue>): string {
  return `{${members.map((member) => `${member.name}:${valueOf(member, row[member.column])}`).join(",")}}`;
}

function valueOf({ path, type }: Member, stored: SQLOutputValue | undefined): string {
  if (stored === null || stored === undefined) return "null";
  if (path.length > 0) {
    const value = jsonAt(String(stored), path);
    return JSON.stringify((type === "text" ? jsonText(value) : value) ?? null);
  }
  if (stored instanceof Uint8Array) return `"${eventIdFromBytes(stored)}"`;
  return type === "text" ? JSON.stringify(stored) : String(stored);
}
