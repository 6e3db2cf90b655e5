import type { SQLInputValue } from "node:sqlite";
import { isNullable, typeOf } from "../columns.ts";
import type { Table } from "../columns.ts";
import { membersOf } from "../members.ts";
import type { Member } from "../members.ts";
import type { OrderTerm, RowQuery } from "../row-query.ts";
import { comparable } from "./expression-sql.ts";
import { filtersToSql } from "./filter-sql.ts";

/** A read as SQL, in plain values that can be sent to another thread. */
export interface ReadPlan {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
  readonly count?: { readonly sql: string; readonly values: readonly SQLInputValue[] } | undefined;
  readonly members: readonly Member[];
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
