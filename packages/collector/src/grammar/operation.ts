import { delimiter, identifier, lexeme, quoted } from "./field.ts";
import { parseParameter } from "./parse-parameter.ts";
import * as p from "./parser.ts";
import type { Parser } from "./parser.ts";

export interface Operation {
  readonly negated: boolean;
  readonly operator: string;
  /** `any` or `all` of a list; a language of full text search. */
  readonly quantifier?: string | undefined;
  readonly value: string | readonly string[];
}

const any = p.satisfy(() => true);
const value = p.map(p.many(any), (all) => all.join(""));
const bareItem = p.map(p.many(p.noneOf(",)")), (all) => all.join(""));
const quotedItem = p.map(p.sequence(quoted, p.notAhead(p.noneOf(",)"))), ([item]) => item);
const list = p.map(
  p.sequence(
    lexeme(p.char("(")),
    p.separated1(p.either(p.attempt(quotedItem), bareItem), p.char(",")),
    lexeme(p.char(")")),
  ),
  // `()` is the empty list, not a list of one empty text.
  ([, items]) => (items.length === 1 && items[0] === "" ? [] : items),
);
const anyCase = (text: string): Parser<string> =>
  p.map(
    p.sequence(...Array.from(text, (one) => p.either(p.char(one), p.char(one.toUpperCase())))),
    () => text,
  );
const isValues = ["null", "not_null", "true", "false", "unknown"];
const isValue = p.label(
  `isVal: (${isValues.join(", ")})`,
  p.either(...isValues.map((one) => p.attempt(anyCase(one)))),
);
const simple = ["neq", "cs", "cd", "ov", "sl", "sr", "nxr", "nxl", "adj"];
const quantified = ["eq", "gte", "gt", "lte", "lt", "like", "ilike", "match", "imatch"];
const words = (all: readonly string[]): Parser<string> =>
  p.either(...all.map((one) => p.attempt(p.string(one))));
const bracketed = (inner: Parser<string>): Parser<string | undefined> =>
  p.optional(p.attempt(p.map(p.sequence(p.char("("), inner, p.char(")")), ([, found]) => found)));
type Unsigned = Omit<Operation, "negated">;
const withWord = (operator: string, operand: Parser<Operation["value"]>): Parser<Unsigned> =>
  p.map(p.sequence(p.attempt(p.sequence(p.string(operator), delimiter)), operand), ([, found]) => ({
    operator,
    value: found,
  }));
const withQuantifier = (operator: Parser<string>, quantifier: Parser<string | undefined>): Parser<Unsigned> =>
  p.attempt(
    p.map(p.sequence(operator, quantifier, delimiter, value), ([name, quantity, , found]) => ({
      operator: name,
      quantifier: quantity,
      value: found,
    })),
  );
const operation = p.label(
  "operator (eq, gt, ...)",
  p.either(
    withWord("in", list),
    withWord("is", isValue),
    withWord("isdistinct", value),
    withQuantifier(words(["fts", "plfts", "phfts", "wfts"]), bracketed(identifier)),
    withQuantifier(words(simple), p.succeed(undefined)),
    withQuantifier(words(quantified), bracketed(p.either(p.attempt(p.string("any")), p.string("all")))),
  ),
);
const not = p.either<unknown>(p.attempt(p.sequence(p.string("not"), delimiter)), p.succeed(undefined));
const filter = p.map(p.sequence(not, operation), ([negation, found]): Operation => ({
  ...found,
  negated: negation !== undefined,
}));

/** Reads the value of a filter: `not.eq.click`. */
export function parseOperation(text: string): Operation {
  return parseParameter("filter", filter, text);
}
