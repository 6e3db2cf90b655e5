import { QueryError } from "./query-error.ts";
import type { Expression, RowQuery } from "./row-query.ts";

/** What PostgreSQL would say the expression's type is. */
export type ExpressionType = "uuid" | "text" | "integer" | "jsonb" | "timestamptz";

/** The columns that can be named, and their types. */
const columns = {
  events: { id: "uuid", payload: "jsonb", received_at: "timestamptz" },
  nsm: { task: "text", week: "text", developer: "text", successful_runs: "integer" },
} as const satisfies Record<RowQuery["table"], Record<string, ExpressionType>>;

export type Table = RowQuery["table"];

/** The columns of a row that nobody chose columns of: `received_at`, which the store sets, is given to who names it. */
export function columnsOf(table: Table): readonly string[] {
  return Object.keys(columns[table]).filter((column) => column !== "received_at");
}

/**
 * The type of a column, or of a path into one.
 *
 * @throws QueryError 42703 when there is no such column; 42804 for a path into a column that isn't JSON
 */
export function typeOf(table: Table, { column, path, asText }: Expression): ExpressionType {
  const type = new Map<string, ExpressionType>(Object.entries(columns[table])).get(column);
  if (type === undefined) throw new QueryError("42703", `column ${table}.${column} does not exist`);
  if (path.length === 0) return type;
  if (type !== "jsonb")
    throw new QueryError("42804", `column ${table}.${column} is no JSON: it has no members`);
  return asText ? "text" : "jsonb";
}

/** Can the expression be NULL? Only columns that are keys or totals can't. */
export function isNullable(type: ExpressionType, { path }: Expression): boolean {
  return type === "jsonb" || path.length > 0;
}
