import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parsePattern } from "../src/declare/pattern.ts";
import { runs, seed } from "./seed.ts";

const arbitraryPart = fc
  .tuple(
    fc.constantFrom(
      "a",
      "b",
      "7",
      "_",
      "-",
      String.raw`\.`,
      String.raw`\d`,
      "[ab]",
      "[a-c.]",
      String.raw`[\db+]`,
      "[b-]",
    ),
    fc.constantFrom("", "?", "{2}", "{0,3}", "{1,2}", "{0,0}"),
  )
  .map((part) => part.join(""));
const arbitraryPattern = fc
  .array(arbitraryPart, { minLength: 1, maxLength: 6 })
  .map((parts) => parts.join(""));

test(`a pattern means what it means as a regular expression (seed ${seed})`, () => {
  const text = fc.string({
    unit: fc.constantFrom("a", "b", "c", "7", ".", "+", "-", "_", "é"),
    maxLength: 8,
  });
  const like = arbitraryPattern.chain((pattern) =>
    fc.tuple(fc.constant(pattern), fc.oneof(text, fc.stringMatching(new RegExp(`^(?:${pattern})$`)))),
  );
  fc.assert(
    fc.property(like, ([pattern, candidate]) => {
      assert.equal(parsePattern(pattern, "p")(candidate), new RegExp(`^(?:${pattern})$`).test(candidate));
    }),
    { seed, numRuns: 1000 * runs },
  );
});

test("what regular expressions need to take for ever is no pattern", () => {
  for (const source of [
    "(a+)+",
    "a*",
    "a+",
    ".*",
    "a|b",
    "^a$",
    "a{1,}",
    "(?=a)",
    String.raw`\w`,
    "[^a]",
    "[a",
    "a{2",
    "{2}",
  ])
    assert.throws(
      () => parsePattern(source, "field.pattern"),
      /^TypeError: field\.pattern: at character \d+/,
      source,
    );
  for (const source of ["[z-a]", "[A-z]", "a{3,2}", "a{999}", "a{40}b{40}"])
    assert.throws(() => parsePattern(source, "field.pattern"), /^TypeError: field\.pattern: /, source);
});

test("the worst pattern for a backtracking matcher is matched at once", () => {
  const matches = parsePattern("a?".repeat(32) + "a{32}", "p");
  assert.equal(matches("a".repeat(64)), true);
  assert.equal(matches("a".repeat(31)), false);
  assert.equal(matches(`${"a".repeat(63)}b`), false);
});
