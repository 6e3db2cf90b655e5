import { field, fieldName, identifier, lexeme } from "./field.ts";
import type { Field } from "./field.ts";
import { notImplemented } from "../api-error.ts";
import { maxParentheses } from "../limits.ts";
import { parseParameter } from "./parse-parameter.ts";
import * as p from "./parser.ts";
import type { Parser } from "./parser.ts";

/** A part of `select`: a field; or something more of which the name is told. */
export type SelectItem =
  | { readonly kind: "field"; readonly field: Field; readonly alias: string | undefined }
  | { readonly kind: "aggregate" }
  | { readonly kind: "cast" }
  | { readonly kind: "relation"; readonly name: string; readonly hint: string | undefined };

const hint = p.map(p.sequence(p.char("!"), fieldName), ([, name]) => name);
const alias = p.optional(
  p.attempt(p.map(p.sequence(fieldName, p.char(":"), p.notAhead(p.char(":"))), ([name]) => name)),
);
const cast = p.optional(p.sequence(p.string("::"), identifier));
const afterItem = p.either<unknown>(
  p.attempt(p.ahead(p.string(")"))),
  p.attempt(p.ahead(p.string(","))),
  p.attempt(p.end),
);
const star = p.map(p.sequence(p.string("*"), afterItem), (): SelectItem => ({
  kind: "field",
  field: { name: "*", path: [] },
  alias: undefined,
}));
const count = p.map(p.sequence(alias, p.string("count()"), cast, afterItem), (): SelectItem => ({
  kind: "aggregate",
}));
const aggregate = p.either(
  p.string("sum"),
  p.string("avg"),
  p.string("count"),
  p.attempt(p.string("max")),
  p.attempt(p.string("min")),
);
const plain = p.map(
  p.sequence(
    alias,
    field,
    cast,
    p.optional(p.attempt(p.sequence(p.char("."), aggregate, p.string("()")))),
    cast,
    afterItem,
  ),
  ([as, column, castTo, aggregated]): SelectItem => {
    if (aggregated !== undefined) return { kind: "aggregate" };
    return castTo === undefined ? { kind: "field", field: column, alias: as } : { kind: "cast" };
  },
);
const relationName = p.sequence(
  fieldName,
  p.optional(hint),
  p.optional(hint),
  p.attempt(p.ahead(p.string("("))),
);
const spread = p.map(p.sequence(p.string("..."), relationName), ([, found]) => found);
const embedded = p.map(p.sequence(alias, relationName), ([, found]) => found);
const relation = p.map(
  p.either(p.attempt(lexeme(spread)), p.attempt(lexeme(notCount(embedded)))),
  ([name, first, second]): SelectItem => ({
    kind: "relation",
    name,
    hint: [first, second].find((one) => one !== undefined && one !== "left" && one !== "inner"),
  }),
);

/** `count(` begins an aggregate, not a table of that name. */
function notCount<T extends readonly [string, ...unknown[]]>(parser: Parser<T>): Parser<T> {
  return (text, at) => {
    const outcome = parser(text, at);
    if (!outcome.ok || outcome.value[0] !== "count") return outcome;
    return { ok: false, consumed: true, failure: { at: outcome.at, found: [], unwanted: [], expected: [] } };
  };
}

const inside: Parser<unknown> = (text, at) => selectItems(text, at);
const parenthesized = p.sequence(p.char("("), inside, p.char(")"));
const selectItem = p.either(
  p.map(p.sequence(relation, parenthesized), ([found]) => found),
  lexeme(p.either(p.attempt(star), p.attempt(count), plain)),
);
const selectItems = p.either(p.separated1(selectItem, lexeme(p.char(","))), p.succeed([]));

/** Reads `id,title:payload->>name`. @throws ApiError 400 */
export function parseSelectItems(text: string): readonly SelectItem[] {
  if (text.split("(").length > maxParentheses) throw notImplemented("Embedding is not offered.");
  return parseParameter("select parameter", selectItems, text);
}
