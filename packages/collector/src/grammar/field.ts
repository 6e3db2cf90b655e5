import { parseParameter } from "./parse-parameter.ts";
import * as p from "./parser.ts";
import type { Parser } from "./parser.ts";

/** A step of a path into JSON: `->name`, `->>0`. */
interface Step {
  readonly asText: boolean;
  readonly key: string;
  /** An element's place instead of a member's name. */
  readonly isIndex: boolean;
}

export interface Field {
  readonly name: string;
  readonly path: readonly Step[];
}

const letterOrDigit = /^[\p{L}0-9]$/u;
export const identifier: Parser<string> = p.map(
  p.many1(p.satisfy((one) => letterOrDigit.test(one) || "_ $".includes(one))),
  (all) => all.join("").trim(),
);
const dash = p.attempt(p.sequence(p.char("-"), p.notAhead(p.char(">"))));
const dashed = (name: Parser<string>): Parser<string> =>
  p.map(p.separated1(name, dash), (names) => names.join("-"));
const slashed = p.map(
  p.sequence(
    p.char("\\"),
    p.satisfy(() => true),
  ),
  ([, one]) => one,
);
export const quoted: Parser<string> = p.map(
  p.sequence(p.char('"'), p.many(p.either(p.noneOf('\\"'), slashed)), p.char('"')),
  ([, all]) => all.join(""),
);
export const delimiter: Parser<string> = p.label("delimiter (.)", p.char("."));
const blanks = p.many(p.oneOf(" \t"));

/** With blanks around it. */
export function lexeme<T>(parser: Parser<T>): Parser<T> {
  return p.map(p.sequence(blanks, parser, blanks), ([, value]) => value);
}

export const fieldName: Parser<string> = p.label(
  "field name (* or [a..z0..9_$])",
  p.either(quoted, dashed(identifier)),
);

const digit = p.label("digit", p.oneOf("0123456789"));
const afterIndex = p.either<unknown>(
  ...["->", "::", ".", ","].map((next) => p.attempt(p.ahead(p.string(next)))),
  p.attempt(p.end),
);
const index = p.map(
  p.sequence(p.optional(p.char("-")), p.many1(digit), afterIndex),
  ([minus = "", digits]) => ({ key: minus + digits.join(""), isIndex: true }),
);
const keyPart = p.map(p.many1(p.noneOf("(-:.,>)")), (all) => all.join("").trim());
const key = p.map(
  p.label("any non reserved character different from: .,>()", p.either(quoted, dashed(keyPart))),
  (name) => ({ key: name, isIndex: false }),
);
const step = p.map(
  p.sequence(
    p.either(p.attempt(p.string("->>")), p.attempt(p.string("->"))),
    p.either(p.attempt(index), p.attempt(key)),
  ),
  ([arrow, operand]): Step => ({ ...operand, asText: arrow === "->>" }),
);
const path = p.many(step);
export const field: Parser<Field> = p.map(lexeme(p.sequence(fieldName, path)), ([name, steps]): Field => ({
  name,
  path: steps,
}));

/** The key of a filter: `payload->>name`, or `table.column` for an embedded table. */
export function parseKey(text: string): { tables: readonly string[]; field: Field } {
  const [names, steps] = parseParameter(
    "tree path",
    p.sequence(p.separated1(fieldName, delimiter), path),
    text,
  );
  return { tables: names.slice(0, -1), field: { name: names.at(-1) ?? "", path: steps } };
}

const columns = p.separated1(fieldName, lexeme(p.char(",")));

/** Reads `id,"payload"`. */
export function parseNames(text: string, parameter: "columns" | "on_conflict"): readonly string[] {
  return parseParameter(`${parameter} parameter`, columns, text);
}
