import type { SQLInputValue } from "node:sqlite";
import { typeOf } from "../columns.ts";
import type { ExpressionType, Table } from "../columns.ts";
import { checkOperator, comparisons, nullTest } from "../comparison.ts";
import { eventIdToBytes } from "../event-id.ts";
import { parseLiteral } from "../parse-literal.ts";
import type { Filter, Operator } from "../row-query.ts";
import { comparable } from "./expression-sql.ts";

/** A condition, and what to bind to it. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

/** All filters must hold. @throws QueryError when one asks for what isn't there, or is no value of its type */
export function filtersToSql(table: Table, filters: readonly Filter[]): Condition {
  const conditions = filters.map((filter) => filterToSql(table, filter));
  return {
    sql: conditions.length === 0 ? "" : ` WHERE ${conditions.map(({ sql }) => sql).join(" AND ")}`,
    values: conditions.flatMap(({ values }) => values),
  };
}

function filterToSql(table: Table, filter: Filter): Condition {
  const { sql, values } = comparable(table, filter.expression);
  const type = typeOf(table, filter.expression);
  checkOperator(filter, type);
  if (filter.operator === "like" || filter.operator === "ilike") return likeToSql(filter, { sql, values });
  const condition =
    filter.operator === "is"
      ? { sql: nullTest(filter.value, type), values: [] }
      : compareToSql(filter, filter.operator, type);
  const whole = `${sql} ${condition.sql}`;
  return { sql: filter.negated ? `NOT (${whole})` : whole, values: [...values, ...condition.values] };
}

function compareToSql(
  { value }: Filter,
  operator: Exclude<Operator, "is" | "like" | "ilike">,
  type: ExpressionType,
): Condition {
  const values = (typeof value === "string" ? [value] : value).map((text) => literal(text, type));
  if (operator === "in") return { sql: `IN (${values.map(() => "?").join(",")})`, values };
  return { sql: `${comparisons[operator]} ?`, values };
}

function likeToSql({ operator, value, negated }: Filter, text: Condition): Condition {
  const sql = `is_${operator}(${text.sql}, ?)`;
  return { sql: negated ? `NOT ${sql}` : sql, values: [...text.values, String(value)] };
}

function literal(text: string, type: ExpressionType): SQLInputValue {
  const value = parseLiteral(text, type);
  return type === "uuid" ? eventIdToBytes(String(value)) : value;
}
