import { delimiter, field, fieldName, lexeme } from "./field.ts";
import type { Field } from "./field.ts";
import { parseParameter } from "./parse-parameter.ts";
import * as p from "./parser.ts";
import type { Parser } from "./parser.ts";

export interface Order {
  readonly field: Field;
  /** The related table that the field belongs to. */
  readonly relation?: string | undefined;
  readonly direction: string | undefined;
  readonly nulls: string | undefined;
}

const word = (...words: readonly string[]): Parser<string> =>
  p.either(
    ...words.map((one) => p.attempt(p.map(p.sequence(delimiter, p.string(one)), ([, found]) => found))),
  );
const afterTerm = p.either<unknown>(p.attempt(p.ahead(p.char(","))), p.attempt(p.end));
const direction = p.optional(word("asc", "desc"));
const nulls = p.either(
  p.map(p.sequence(p.optional(word("nullsfirst", "nullslast")), afterTerm), ([found]) => found),
  p.map(afterTerm, () => undefined),
);
const orderTerm = p.map(p.sequence(field, direction, nulls), ([column, asked, where]): Order => ({
  field: column,
  direction: asked,
  nulls: where,
}));
const relatedOrderTerm = p.map(
  p.sequence(fieldName, p.char("("), field, p.char(")"), direction, nulls),
  ([table, , column, , asked, where]): Order => ({
    field: column,
    relation: table,
    direction: asked,
    nulls: where,
  }),
);
const order = p.separated1(lexeme(p.either(p.attempt(relatedOrderTerm), orderTerm)), p.char(","));

/** Reads `payload->>name.asc,id.desc.nullslast`. */
export function parseOrderTerms(text: string): readonly Order[] {
  return parseParameter("order", order, text);
}
