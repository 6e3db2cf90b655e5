import { compareCodePoints } from "@astrolabe/metric";
import { typeOf } from "../columns.ts";
import type { ExpressionType, Table } from "../columns.ts";
import { checkOperator, nullTest, parseInteger } from "../comparison.ts";
import { parseEventId } from "../event-id.ts";
import { parseExactJson } from "../exact-json.ts";
import { jsonSortKey } from "../json-sort-key.ts";
import { isLike } from "../like.ts";
import { QueryError } from "../query-error.ts";
import type { Filter } from "../row-query.ts";
import { parseTimestamp } from "../timestamp.ts";
import { valueOf } from "./value-of.ts";
import type { ReadRow } from "./value-of.ts";

export type RowFilter = (row: ReadRow) => boolean;

/** All filters must hold. @throws QueryError when one asks for what isn't there, or is no value of its type */
export function createRowFilter(table: Table, filters: readonly Filter[]): RowFilter {
  const conditions = filters.map((filter) => createCondition(table, filter));
  return (row) => conditions.every((holds) => holds(row));
}

function createCondition(table: Table, filter: Filter): RowFilter {
  const value = valueOf(table, filter.expression);
  const type = typeOf(table, filter.expression);
  checkOperator(filter, type);
  if (filter.operator === "is") {
    const asksForNull = (nullTest(filter.value, type) === "IS NULL") !== filter.negated;
    return (row) => (value(row) === null) === asksForNull;
  }
  const matches = createMatch(filter, type);
  // As in SQL, nothing is known of what is NULL, nor of the opposite.
  return (row) => {
    const found = value(row);
    return found !== null && matches(found) !== filter.negated;
  };
}

type Value = string | number;

function createMatch({ operator, value }: Filter, type: ExpressionType): (found: Value) => boolean {
  if (operator === "like") return (found) => isLike(String(found), String(value));
  if (operator === "ilike") {
    return (found) => isLike(String(found).toLowerCase(), String(value).toLowerCase());
  }
  const values = (typeof value === "string" ? [value] : value).map((text) => literal(text, type));
  if (operator === "in") {
    const wanted = new Set(values);
    return (found) => wanted.has(found);
  }
  const [other = ""] = values;
  switch (operator) {
    case "eq":
      return (found) => found === other;
    case "neq":
      return (found) => found !== other;
    case "gt":
      return (found) => compareValues(found, other) > 0;
    case "gte":
      return (found) => compareValues(found, other) >= 0;
    case "lt":
      return (found) => compareValues(found, other) < 0;
    default:
      return (found) => compareValues(found, other) <= 0;
  }
}

/** Two values of one type. */
export function compareValues(a: Value, b: Value): number {
  return typeof a === "number" && typeof b === "number" ? a - b : compareCodePoints(String(a), String(b));
}

/** A value as written in the URL, as its expression is compared. */
function literal(text: string, type: ExpressionType): Value {
  switch (type) {
    case "uuid":
      return parseEventId(text);
    case "integer":
      return parseInteger(text);
    case "jsonb":
      return jsonSortKey(parseJson(text));
    case "timestamptz":
      return parseTimestamp(text);
    default:
      return text;
  }
}

function parseJson(text: string): unknown {
  try {
    return parseExactJson(text).value;
  } catch {
    throw new QueryError("22P02", "invalid input syntax for type json");
  }
}
