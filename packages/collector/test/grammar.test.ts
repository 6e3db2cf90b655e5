// The words in which PostgREST refuses a query string, which are Haskell's Parsec's. Where no recorded answer has them they
// are from PostgREST's own specification (test/spec/Feature/Query), or follow from its grammar.
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { ApiError } from "../src/api-error.ts";
import { parseKey, parseNames } from "../src/grammar/field.ts";
import { parseOperation } from "../src/grammar/operation.ts";
import { parseOrderTerms } from "../src/grammar/order-term.ts";
import { parseSelectItems } from "../src/grammar/select-item.ts";

const field = "field name (* or [a..z0..9_$])";
const operator = "operator (eq, gt, ...)";
const isValue = "isVal: (null, not_null, true, false, unknown)";
const key = '"-", digit or any non reserved character different from: .,>()';

/** Where it failed, and what should have stood there. */
function refusal(parse: (text: string) => unknown, text: string): string {
  try {
    parse(text);
  } catch (error) {
    assert.ok(error instanceof ApiError);
    const { details }: { details: string } = JSON.parse(error.body);
    return `${/column (\d+)/.exec(error.message)?.[1]}: ${details}`;
  }
  return assert.fail(`${text} is taken`);
}

suite("a query string is refused as PostgREST refuses it:", () => {
  const refusals = [
    ["select", parseSelectItems, "data->(a", `7: unexpected "(" expecting ${key}`],
    ["select", parseSelectItems, "data->>--34", '9: unexpected "-" expecting digit'],
    [
      "select",
      parseSelectItems,
      "id,",
      `4: unexpected end of input expecting "...", ${field}, "*" or "count()"`,
    ],
    [
      "select",
      parseSelectItems,
      "id.nope",
      '4: unexpected "n" expecting "sum", "avg", "count", "max" or "min"',
    ],
    [
      "columns",
      (text: string) => parseNames(text, "columns"),
      "",
      `1: unexpected end of input expecting ${field}`,
    ],
    ["columns", (text: string) => parseNames(text, "columns"), "a,,", `3: unexpected "," expecting ${field}`],
    ["order", parseOrderTerms, "id.asc.nullslasttt", "17: unexpected 't' expecting \",\" or end of input"],
    [
      "order",
      parseOrderTerms,
      "id.up",
      '4: unexpected "u" expecting "asc", "desc", "nullsfirst" or "nullslast"',
    ],
    ["order", parseOrderTerms, "", `1: unexpected end of input expecting ${field}`],
    ["filter", parseOperation, "0", `1: unexpected "0" expecting "not" or ${operator}`],
    ["filter", parseOperation, "é", `1: unexpected "\\233" expecting "not" or ${operator}`],
    ["filter", parseOperation, "eq", `3: unexpected end of input expecting ${operator}`],
    ["filter", parseOperation, "not.likes.x", `9: unexpected "s" expecting ${operator}`],
    ["filter", parseOperation, "not", "4: unexpected end of input expecting delimiter (.)"],
    ["filter", parseOperation, "is.nope", `6: unexpected "p" expecting ${isValue}`],
    ["filter", parseOperation, "in.1", '4: unexpected "1" expecting "("'],
    ["filter", parseOperation, "in.(1,2", '8: unexpected end of input expecting "," or ")"'],
    ["key", parseKey, "", `1: unexpected end of input expecting ${field}`],
  ] as const;
  for (const [part, parse, text, expected] of refusals) {
    test(`${part} "${text}"`, () => assert.equal(refusal(parse, text), expected));
  }
});

suite("a query string is read as PostgREST reads it:", () => {
  test("a name may have blanks, dashes and letters of any language", () => {
    assert.deepEqual(parseNames('a-b, né_$ 1,"x,y"', "columns"), ["a-b", "né_$ 1", "x,y"]);
  });

  test("a number in a path is an element's place, unless it stands in quotes or goes on", () => {
    const steps = parseKey('payload->0->-1->"0"->>1a').field.path;
    assert.deepEqual(
      steps.map(({ key: name, isIndex }) => [name, isIndex]),
      [
        ["0", true],
        ["-1", true],
        ["0", false],
        ["1a", false],
      ],
    );
  });

  test("what comes after a list's end counts for nothing, nor does the case of null", () => {
    assert.deepEqual(parseOperation('in.(a,"b,\\"c" )x').value, ["a", '"b', '\\"c" ']);
    assert.deepEqual(parseOperation('in.( a,"b,c")x').value, ["a", "b,c"]);
    assert.equal(parseOperation("is.NULLs").value, "null");
  });

  test("nested deeper than a stack goes, it is refused", () => {
    assert.match(refusal(parseSelectItems, "a(".repeat(20_000)), /Embedding is not offered/);
  });
});
