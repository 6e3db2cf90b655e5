import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { isLike } from "../src/like.ts";
import { fastCheckRuns } from "./seed.ts";

test("a pattern matches as LIKE does", () => {
  for (const [text, pattern] of [
    ["", ""],
    ["", "%"],
    ["abc", "abc"],
    ["abc", "a%"],
    ["abc", "%c"],
    ["abc", "_b_"],
    ["abcabc", "%abc"],
    ["a\nb", "a_b"],
    ["a%b", "a\\%b"],
    ["a\\b", "a\\\\b"],
    ["😀", "_"],
  ] as const) {
    assert.ok(isLike(text, pattern), `${text} is like ${pattern}`);
  }
  for (const [text, pattern] of [
    ["a", ""],
    ["abc", "ab"],
    ["abc", "A%"],
    ["aba", "ab%ba"],
    ["axb", "a\\%b"],
    ["ab", "a_b"],
    ["a.c", "a\\_c"],
  ] as const) {
    assert.ok(!isLike(text, pattern), `${text} is not like ${pattern}`);
  }
});

test("patterns match what the same regular expressions do", () => {
  const letters = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 12 });
  const patterns = fc.string({ unit: fc.constantFrom("a", "b", "%", "_"), maxLength: 8 });
  const property = fc.property(letters, patterns, (text, pattern) => {
    const expression = new RegExp(`^${pattern.replaceAll("%", ".*").replaceAll("_", ".")}$`);
    assert.equal(isLike(text, pattern), expression.test(text));
  });
  fc.assert(property, fastCheckRuns(2000));
});

test("a hostile pattern takes no long time", () => {
  assert.ok(!isLike("a".repeat(5000), `${"%a".repeat(2000)}%b`));
});
