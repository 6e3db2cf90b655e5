import type { SQLInputValue } from "node:sqlite";
import { columnsOf, isNullable, typeOf } from "../columns.ts";
import type { ExpressionType, Table } from "../columns.ts";
import type { JsonPath, OrderTerm, RowQuery, Selected } from "../row-query.ts";
import { comparable } from "./expression-sql.ts";
import { filtersToSql } from "./filter-sql.ts";

/** A read as SQL, in plain values that can be sent to another thread. */
export interface ReadPlan {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
  readonly count?: { readonly sql: string; readonly values: readonly SQLInputValue[] } | undefined;
  readonly members: readonly Member[];
}

/** A member of each row of the answer. */
export interface Member {
  /** Its name, as JSON text. */
  readonly name: string;
  readonly column: string;
  readonly path: JsonPath;
  readonly type: ExpressionType;
}

/** @throws QueryError when the query asks for what isn't there */
export function planRead({ table, select, filters, order, limit, offset, count }: RowQuery): ReadPlan {
  const where = filtersToSql(table, filters);
  const sorted = orderToSql(table, order);
  return {
    sql: `SELECT * FROM ${table}${where.sql}${sorted.sql} LIMIT ? OFFSET ?`,
    values: [...where.values, ...sorted.values, limit ?? -1, offset ?? 0], // -1: no limit
    count:
      count === true
        ? { sql: `SELECT count(*) AS total FROM ${table}${where.sql}`, values: where.values }
        : undefined,
    members: membersOf(table, select),
  };
}

/** As in PostgreSQL, what is NULL comes last, and first where the order is turned round. */
function orderToSql(
  table: Table,
  order: readonly OrderTerm[],
): { sql: string; values: readonly SQLInputValue[] } {
  const terms = order.map(({ expression, descending, nulls }) => {
    const { sql, values } = comparable(table, expression);
    const nullable = isNullable(typeOf(table, expression), expression);
    const first = nulls === undefined ? descending : nulls === "first";
    return {
      sql: `${sql}${descending ? " DESC" : ""}${nullable ? ` NULLS ${first ? "FIRST" : "LAST"}` : ""}`,
      values,
    };
  });
  return {
    sql: terms.length === 0 ? "" : ` ORDER BY ${terms.map(({ sql }) => sql).join(", ")}`,
    values: terms.flatMap(({ values }) => values),
  };
}

export function membersOf(table: Table, select: readonly Selected[]): readonly Member[] {
  const selected = select.length > 0 ? select : columnsOf(table).map((column) => wholeColumn(column));
  return selected.map(({ expression, as }) => ({
    name: JSON.stringify(as),
    column: expression.column,
    path: expression.path,
    type: typeOf(table, expression),
  }));
}

function wholeColumn(column: string): Selected {
  return { expression: { column, path: [], asText: false }, as: column };
}
