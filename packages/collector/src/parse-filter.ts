import type { Filter, Operator } from "@astrolabe/store";
import { ApiError, noOperator, notEmbedded, notImplemented } from "./api-error.ts";
import { parseLiteral, toExpression, typeOf } from "./expression.ts";
import { parseKey } from "./grammar/field.ts";
import { parseOperation } from "./grammar/operation.ts";
import type { Operation } from "./grammar/operation.ts";
import type { Parameter } from "./query-string.ts";
import type { ColumnType, Table } from "./table.ts";

const offered: readonly Operator[] = ["eq", "neq", "gt", "gte", "lt", "lte", "in", "is", "like", "ilike"];

/**
 * Reads a horizontal filter such as `payload->>name=not.eq.click`.
 * @throws ApiError 400 for what is not in the grammar, not offered, or not of the column's type.
 */
export function parseFilter([name, value]: Parameter, table: Table): Filter {
  if (isLogicTree(name)) throw notImplemented("Logic trees (and=, or=) are not offered.");
  const operation = parseOperation(value);
  const { tables, field } = parseKey(name);
  if (tables[0] !== undefined) throw notEmbedded(tables[0]);
  const operator = offered.find((one) => one === operation.operator);
  if (operator === undefined || operation.quantifier !== undefined) {
    const asked =
      operation.operator + (operation.quantifier === undefined ? "" : `(${operation.quantifier})`);
    throw notImplemented(`The operator ${asked} is not offered; ${offered.join(", ")} are.`);
  }
  const expression = toExpression(field, table);
  const type = typeOf(expression, table);
  return { expression, operator, negated: operation.negated, value: parseOperand(operation, type) };
}

/** Only looks whether the filter is well formed: on an insert PostgREST does no more. */
export function checkFilterGrammar([name, value]: Parameter): void {
  if (!isLogicTree(name)) parseOperation(value);
}

/** `or`, `not.and`, and those of embedded tables. */
function isLogicTree(name: string): boolean {
  return /(?:^|\.)(?:and|or)$/.test(name);
}

function parseOperand({ operator, value }: Operation, type: ColumnType): Filter["value"] {
  if (typeof value !== "string") return value.map((item) => parseLiteral(item, type));
  if (operator === "is") return checkIs(value, type);
  return operator === "like" || operator === "ilike"
    ? parsePattern(value, operator, type)
    : parseLiteral(value, type);
}

/** `*` is another `%`, because that is easier to write in a URL. */
function parsePattern(text: string, operator: "like" | "ilike", type: ColumnType): string {
  if (type === "text") return text.replaceAll("*", "%");
  throw noOperator(`${type} ${operator === "like" ? "~~" : "~~*"} unknown`);
}

function checkIs(word: string, type: ColumnType): string {
  if (word === "null" || word === "not_null") return word;
  const message = `argument of IS ${word.toUpperCase()} must be type boolean, not type ${type}`;
  throw new ApiError(400, "42804", message);
}
