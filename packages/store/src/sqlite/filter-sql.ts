import type { SQLInputValue } from "node:sqlite";
import { eventIdToBytes, parseEventId } from "../event-id.ts";
import { QueryError } from "../query-error.ts";
import type { Filter, Operator } from "../row-query.ts";
import { comparable, typeOf } from "./expression-sql.ts";
import type { ExpressionType, Table } from "./expression-sql.ts";
import { jsonSortKey } from "./json-value.ts";

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
  const condition =
    filter.operator === "is" ? isToSql(filter, type) : compareToSql(filter, filter.operator, type);
  const whole = `${sql} ${condition.sql}`;
  return { sql: filter.negated ? `NOT (${whole})` : whole, values: [...values, ...condition.values] };
}

function isToSql({ value }: Filter, type: ExpressionType): Condition {
  if (value === "null") return { sql: "IS NULL", values: [] };
  if (value === "not_null") return { sql: "IS NOT NULL", values: [] };
  const asked = String(value).toUpperCase();
  throw new QueryError("42804", `argument of IS ${asked} must be type boolean, not type ${type}`);
}

const comparisons: Readonly<Record<Exclude<Operator, "in" | "is">, string>> = {
  eq: "=",
  neq: "<>",
  gt: ">",
  gte: ">=",
  lt: "<",
  lte: "<=",
};

function compareToSql({ value }: Filter, operator: Exclude<Operator, "is">, type: ExpressionType): Condition {
  const values = (typeof value === "string" ? [value] : value).map((text) => literal(text, type));
  if (operator === "in") return { sql: `IN (${values.map(() => "?").join(",")})`, values };
  return { sql: `${comparisons[operator]} ?`, values };
}

/** A value as written in the URL, as its column is compared. */
function literal(text: string, type: ExpressionType): SQLInputValue {
  switch (type) {
    case "uuid":
      return eventIdToBytes(parseEventId(text));
    case "integer":
      if (/^\s*[+-]?\d{1,15}\s*$/.test(text)) return Number(text);
      throw new QueryError("22P02", `invalid input syntax for type integer: "${text}"`);
    case "jsonb":
      return jsonSortKey(parseJson(text));
    default:
      return text;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new QueryError("22P02", "invalid input syntax for type json");
  }
}
