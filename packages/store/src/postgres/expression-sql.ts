import { typeOf } from "../columns.ts";
import type { Table } from "../columns.ts";
import type { Expression } from "../row-query.ts";
import type { Parameters } from "./parameters.ts";

/** SQL for a column or a path. @throws QueryError when there is no such column, or it has no members */
export function expressionToSql(table: Table, expression: Expression, parameters: Parameters): string {
  typeOf(table, expression); // The column's name is one of ours from here on.
  const { column, path, asText } = expression;
  const steps = path.map((step, index) => {
    const arrow = asText && index === path.length - 1 ? "->>" : "->";
    return ` ${arrow} ${parameters.add(step, typeof step === "number" ? "int" : "text")}`;
  });
  return steps.length === 0 ? column : `(${column}${steps.join("")})`;
}

/** As it is compared and sorted: text in code point order, whatever the database's language. */
export function comparable(table: Table, expression: Expression, parameters: Parameters): string {
  const sql = expressionToSql(table, expression, parameters);
  return typeOf(table, expression) === "text" ? `${sql} COLLATE "C"` : sql;
}
