import type { OrderTerm } from "@astrolabe/store";
import { parseFailure, unexpected, unknownColumn } from "./api-error.ts";
import { parseExpression, typeOf } from "./expression.ts";
import type { Table } from "./table.ts";

const suffix = /^(.*?)(\.(?:asc|desc))?(\.(?:nullsfirst|nullslast))?$/s;

/**
 * Reads `order=payload->>name.asc,id.desc.nullslast`.
 * @throws ApiError 400 for what is not in the grammar, or not a column.
 */
export function parseOrder(text: string, table: Table): readonly OrderTerm[] {
  return text === "" ? [] : text.split(",").map((term) => parseTerm(term, text, table));
}

function parseTerm(term: string, text: string, table: Table): OrderTerm {
  const [, name = "", direction, nulls] = suffix.exec(term) ?? [];
  const dotted = /^([^.]*)\.(.*)$/s.exec(name);
  if (dotted !== null) {
    const [, column = "", rest = ""] = dotted;
    const details = `${unexpected(rest)} expecting "asc", "desc", "nullsfirst" or "nullslast"`;
    throw parseFailure("order", text, text.indexOf(term) + column.length + 2, details);
  }
  const expression = parseExpression(name);
  if (expression === undefined) throw unknownColumn(table.name, name);
  typeOf(expression, table);
  const first = nulls === ".nullsfirst" ? "first" : "last";
  return { expression, descending: direction === ".desc", nulls: nulls === undefined ? undefined : first };
}
