import { typeOf } from "../columns.ts";
import type { Table } from "../columns.ts";
import type { Expression } from "../row-query.ts";

/** SQL for the expression's value as it is compared and sorted, and what to bind to it. */
export function comparable(table: Table, expression: Expression): { sql: string; values: readonly string[] } {
  const type = typeOf(table, expression); // The column's name is one of ours from here on.
  const { column, path } = expression;
  if (type === "jsonb") return { sql: `json_sort_key(${column}, ?)`, values: [JSON.stringify(path)] };
  if (path.length > 0) return { sql: `json_text(${column}, ?)`, values: [JSON.stringify(path)] };
  return { sql: column, values: [] };
}
