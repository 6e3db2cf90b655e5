import type { Filter, Operator } from "@astrolabe/store";
import { ApiError, notImplemented, parseFailure, unexpected, unknownColumn } from "./api-error.ts";
import { parseExpression, parseLiteral, typeOf } from "./expression.ts";
import type { Parameter } from "./query-string.ts";
import type { ColumnType, Table } from "./table.ts";

const offered: ReadonlySet<string> = new Set<Operator>([
  "eq",
  "neq",
  "gt",
  "gte",
  "lt",
  "lte",
  "in",
  "is",
  "like",
  "ilike",
]);

/** PostgREST's further operators: known, so that their refusal can say so. */
const others = /^(?:match|imatch|isdistinct|fts|plfts|phfts|wfts|cs|cd|ov|sl|sr|nxr|nxl|adj)$/;

interface Operation {
  readonly operator: Operator;
  readonly negated: boolean;
  readonly text: string;
}

/**
 * Reads a horizontal filter such as `payload->>name=not.eq.click`.
 * @throws ApiError 400 for what is not in the grammar, not offered, or not of the column's type.
 */
export function parseFilter([name, value]: Parameter, table: Table): Filter {
  if (/^(?:not\.)?(?:and|or)$/.test(name)) throw notImplemented("Logic trees (and=, or=) are not offered.");
  const operation = parseOperation(value);
  const expression = parseExpression(name);
  if (expression === undefined) throw unknownColumn(table.name, name);
  const type = typeOf(expression, table);
  const { operator, negated } = operation;
  return { expression, operator, negated, value: parseOperand(operation, type, value) };
}

/** Only looks whether the filter is well formed: on an insert PostgREST does no more. */
export function checkFilterGrammar([name, value]: Parameter): void {
  if (!/^(?:not\.)?(?:and|or)$/.test(name)) parseOperation(value);
}

function parseOperation(value: string): Operation {
  const negated = value.startsWith("not.");
  const rest = negated ? value.slice("not.".length) : value;
  const dot = rest.indexOf(".");
  const word = dot < 0 ? rest : rest.slice(0, dot);
  const operator = /^\w+/.exec(word)?.[0] ?? "";
  const wellFormed = dot >= 0 && /^\w+(?:\(\w+\))?$/.test(word);
  if (wellFormed && isOffered(word)) return { operator: word, negated, text: rest.slice(dot + 1) };
  if (wellFormed && (isOffered(operator) || others.test(operator))) {
    throw notImplemented(`The operator ${word} is not offered; ${[...offered].join(", ")} are.`);
  }
  const column = 1 + (negated ? "not.".length : 0);
  const expected = negated ? "operator (eq, gt, ...)" : '"not" or operator (eq, gt, ...)';
  throw parseFailure("filter", value, column, `${unexpected(rest)} expecting ${expected}`);
}

function isOffered(word: string): word is Operator {
  return offered.has(word);
}

function parseOperand(operation: Operation, type: ColumnType, value: string): string | readonly string[] {
  const { operator, text } = operation;
  if (operator === "is") return parseIs(text, type, value);
  if (operator === "in") return parseList(text, value).map((item) => parseLiteral(item, type));
  if (operator === "like" || operator === "ilike") return parsePattern(text, operator, type);
  return parseLiteral(text, type);
}

/** `*` is another `%`, because that is easier to write in a URL. */
function parsePattern(text: string, operator: "like" | "ilike", type: ColumnType): string {
  if (type === "text") return text.replaceAll("*", "%");
  const symbol = operator === "like" ? "~~" : "~~*";
  throw new ApiError(404, "42883", `operator does not exist: ${type} ${symbol} unknown`, {
    hint: "No operator matches the given name and argument types. You might need to add explicit type casts.",
  });
}

function parseIs(text: string, type: ColumnType, value: string): string {
  const word = text.toLowerCase();
  if (word === "null" || word === "not_null") return word;
  if (word === "true" || word === "false" || word === "unknown") {
    const message = `argument of IS ${word.toUpperCase()} must be type boolean, not type ${type}`;
    throw new ApiError(400, "42804", message);
  }
  const column = value.length - text.length + 1;
  throw parseFailure(
    "filter",
    value,
    column,
    `${unexpected(text)} expecting isVal: (null, not_null, true, false, unknown)`,
  );
}

const listItem = /"((?:[^"\\]|\\.)*)"(?=,|$)|([^,)]*)(?=,|$)/y;

/** `(a,b,"c,d")`: an item with a comma in it stands in quotes, with `\` before `"` and `\`. */
function parseList(text: string, value: string): string[] {
  const start = value.length - text.length + 1;
  if (!text.startsWith("(")) {
    throw parseFailure("filter", value, start, `${unexpected(text)} expecting "("`);
  }
  if (!text.endsWith(")") || text.length < 2) {
    throw parseFailure("filter", value, value.length + 1, 'unexpected end of input expecting "," or ")"');
  }
  const inside = text.slice(1, -1);
  if (inside === "") return [];
  const items: string[] = [];
  let at = 0;
  for (;;) {
    listItem.lastIndex = at;
    const match = listItem.exec(inside);
    if (match === null)
      throw parseFailure("filter", value, value.length + 1, 'unexpected ")" expecting end of input');
    items.push(match[1]?.replaceAll(/\\(.)/g, "$1") ?? match[2] ?? "");
    at += match[0].length;
    if (at >= inside.length) return items;
    at += 1;
  }
}
