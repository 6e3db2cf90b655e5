import { columnsOf } from "../columns.ts";
import type { Table } from "../columns.ts";
import type { OrderTerm, RowQuery, Selected } from "../row-query.ts";
import { comparable, expressionToSql } from "./expression-sql.ts";
import { filtersToSql } from "./filter-sql.ts";
import { createParameters } from "./parameters.ts";
import type { Parameter, Parameters } from "./parameters.ts";

interface Statement {
  readonly sql: string;
  readonly values: readonly Parameter[];
}

export interface ReadPlan {
  /** Answers with the column `row`: JSON text, as PostgREST has PostgreSQL write it. */
  readonly rows: Statement;
  /** Answers with the column `total`. */
  readonly count?: Statement | undefined;
}

/** @throws QueryError when the query asks for what isn't there */
export function planRead(query: RowQuery): ReadPlan {
  return { rows: planRows(query), count: query.count === true ? planCount(query) : undefined };
}

function planRows({ table, select, filters, order, limit, offset }: RowQuery): Statement {
  const parameters = createParameters();
  const members = membersToSql(table, select, parameters);
  const where = filtersToSql(table, filters, parameters);
  const sorted = orderToSql(table, order, parameters);
  const page = `LIMIT ${parameters.add(limit ?? null, "bigint")} OFFSET ${parameters.add(offset ?? null, "bigint")}`;
  return {
    sql: `SELECT row_to_json(page)::text AS row FROM (SELECT ${members} FROM public.${table}${where}${sorted} ${page}) AS page`,
    values: parameters.values,
  };
}

function planCount({ table, filters }: RowQuery): Statement {
  const parameters = createParameters();
  const where = filtersToSql(table, filters, parameters);
  return { sql: `SELECT count(*) AS total FROM public.${table}${where}`, values: parameters.values };
}

export function membersToSql(table: Table, select: readonly Selected[], parameters: Parameters): string {
  if (select.length === 0) return columnsOf(table).join(", ");
  return select
    .map(({ expression, as }) => `${expressionToSql(table, expression, parameters)} AS ${quoted(as)}`)
    .join(", ");
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** What is NULL comes last unless it is asked for otherwise, and first where the order is turned round. */
function orderToSql(table: Table, order: readonly OrderTerm[], parameters: Parameters): string {
  const terms = order.map(({ expression, descending, nulls }) => {
    const placed = nulls === undefined ? "" : ` NULLS ${nulls === "first" ? "FIRST" : "LAST"}`;
    return comparable(table, expression, parameters) + (descending ? " DESC" : "") + placed;
  });
  return terms.length === 0 ? "" : ` ORDER BY ${terms.join(", ")}`;
}
