import type { OrderTerm } from "@astrolabe/store";
import { notEmbedded } from "./api-error.ts";
import { toExpression, typeOf } from "./expression.ts";
import { parseOrderTerms } from "./grammar/order-term.ts";
import type { Order } from "./grammar/order-term.ts";
import type { Table } from "./table.ts";

/**
 * Reads `order=payload->>name.asc,id.desc.nullslast`.
 * @throws ApiError 400 for what is not in the grammar, or not a column.
 */
export function parseOrder(text: string | undefined, table: Table): readonly OrderTerm[] {
  return text === undefined ? [] : parseOrderTerms(text).map((term) => toOrderTerm(term, table));
}

function toOrderTerm({ field, relation, direction, nulls }: Order, table: Table): OrderTerm {
  if (relation !== undefined) throw notEmbedded(relation);
  const expression = toExpression(field, table);
  typeOf(expression, table);
  const first = nulls === "nullsfirst" ? "first" : "last";
  return {
    expression,
    descending: direction === "desc",
    nulls: nulls === undefined ? undefined : first,
  };
}
