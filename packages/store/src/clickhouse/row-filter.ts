import { compareCodePoints } from "@astrolabe/metric";
import { typeOf } from "../columns.ts";
import type { ExpressionType, Table } from "../columns.ts";
import { checkOperator, nullTest } from "../comparison.ts";
import { isLike } from "../like.ts";
import { parseLiteral } from "../parse-literal.ts";
import type { Filter } from "../row-query.ts";
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
  const values = (typeof value === "string" ? [value] : value).map((text) => parseLiteral(text, type));
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
