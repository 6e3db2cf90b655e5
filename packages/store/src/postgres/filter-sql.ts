import { typeOf } from "../columns.ts";
import type { ExpressionType, Table } from "../columns.ts";
import { checkOperator, comparisons, nullTest, parseInteger } from "../comparison.ts";
import { parseEventId } from "../event-id.ts";
import type { Filter, Operator } from "../row-query.ts";
import { comparable, expressionToSql } from "./expression-sql.ts";
import { parseTimestamp } from "../timestamp.ts";
import type { Parameters } from "./parameters.ts";

/** All filters must hold. @throws QueryError when one asks for what isn't there, or is no value of its type */
export function filtersToSql(table: Table, filters: readonly Filter[], parameters: Parameters): string {
  const conditions = filters.map((filter) => filterToSql(table, filter, parameters));
  return conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`;
}

function filterToSql(table: Table, filter: Filter, parameters: Parameters): string {
  const { operator } = filter;
  // Which letters are the same in upper and lower case, code point order can't say.
  const sql =
    operator === "ilike"
      ? `${expressionToSql(table, filter.expression, parameters)} COLLATE "default"`
      : comparable(table, filter.expression, parameters);
  const type = typeOf(table, filter.expression);
  checkOperator(filter, type);
  const condition =
    operator === "is" ? nullTest(filter.value, type) : compareToSql(filter, operator, type, parameters);
  return filter.negated ? `NOT (${sql} ${condition})` : `${sql} ${condition}`;
}

function compareToSql(
  { value }: Filter,
  operator: Exclude<Operator, "is">,
  type: ExpressionType,
  parameters: Parameters,
): string {
  const literals = (typeof value === "string" ? [value] : value).map((text) => literal(text, type));
  const sqlType = type === "integer" ? "bigint" : type;
  if (operator === "in") return `= ANY (${parameters.add(literals, `${sqlType}[]`)})`;
  return `${comparisons[operator]} ${parameters.add(literals[0] ?? "", sqlType)}`;
}

/** A value as written in the URL; whether it is JSON, the server says. */
function literal(text: string, type: ExpressionType): string {
  if (type === "uuid") return parseEventId(text);
  if (type === "timestamptz") parseTimestamp(text); // Its microseconds would be lost in a number.
  return type === "integer" ? String(parseInteger(text)) : text;
}
