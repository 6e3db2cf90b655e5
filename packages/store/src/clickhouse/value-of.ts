import { typeOf } from "../columns.ts";
import type { Table } from "../columns.ts";
import { parseExactJson } from "../exact-json.ts";
import { atPath, textOf } from "../json-path.ts";
import { jsonSortKey } from "../json-sort-key.ts";
import type { Stored } from "../members.ts";
import type { Expression } from "../row-query.ts";

/** A row as it is filtered and sorted here. */
export interface ReadRow {
  stored(column: string): Stored;
  /** The payload as a value, read once. */
  json(): unknown;
}

export function createReadRow(columns: Readonly<Record<string, Stored>>): ReadRow {
  let parsed: { readonly value: unknown } | undefined;
  return {
    stored: (column) => columns[column],
    json: () => (parsed ??= { value: parseExactJson(String(columns.payload)).value }).value,
  };
}

/** What an expression is compared and sorted by, of a row: numbers as numbers, all else as text in code point order. */
export type ValueOf = (row: ReadRow) => string | number | null;

/** @throws QueryError when there is no such column, or it has no members */
export function valueOf(table: Table, expression: Expression): ValueOf {
  const type = typeOf(table, expression);
  const { column, path } = expression;
  if (type === "integer" || type === "timestamptz") return (row) => Number(row.stored(column));
  if (path.length === 0 && type !== "jsonb") return (row) => row.stored(column) ?? null;
  return (row) => {
    if (row.stored(column) === null) return null;
    const found = atPath(row.json(), path);
    if (type === "text") return textOf(found);
    return found === undefined ? null : jsonSortKey(found);
  };
}
