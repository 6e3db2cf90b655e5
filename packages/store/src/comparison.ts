import type { ExpressionType } from "./columns.ts";
import { QueryError } from "./query-error.ts";
import type { Filter, Operator } from "./row-query.ts";

/** The operators that compare with one value, in SQL. */
export const comparisons: Readonly<Record<Exclude<Operator, "in" | "is">, string>> = {
  eq: "=",
  neq: "<>",
  gt: ">",
  gte: ">=",
  lt: "<",
  lte: "<=",
  like: "LIKE",
  ilike: "ILIKE",
};

/** @throws QueryError 42883 when something else than text is compared with a pattern; 22025 for half an escape */
export function checkOperator({ operator, value }: Filter, type: ExpressionType): void {
  if (operator !== "like" && operator !== "ilike") return;
  if (type === "text") {
    if (!/^(?:[^\\]|\\.)*$/s.test(String(value))) {
      throw new QueryError("22025", "LIKE pattern must not end with escape character");
    }
    return;
  }
  const symbol = operator === "like" ? "~~" : "~~*";
  const sqlType = type === "integer" ? "bigint" : type;
  throw new QueryError(
    "42883",
    `operator does not exist: ${sqlType} ${symbol} unknown`,
    undefined,
    "No operator matches the given name and argument types. You might need to add explicit type casts.",
  );
}

/** The operator `is`, in SQL. @throws QueryError 42804 for what only a boolean can be */
export function nullTest(value: Filter["value"], type: ExpressionType): "IS NULL" | "IS NOT NULL" {
  if (value === "null") return "IS NULL";
  if (value === "not_null") return "IS NOT NULL";
  const asked = String(value).toUpperCase();
  throw new QueryError("42804", `argument of IS ${asked} must be type boolean, not type ${type}`);
}

/** @throws QueryError 22P02 */
export function parseInteger(text: string): number {
  if (/^\s*[+-]?\d{1,15}\s*$/.test(text)) return Number(text);
  throw new QueryError("22P02", `invalid input syntax for type integer: "${text}"`);
}
