import assert from "node:assert/strict";
import { test } from "node:test";
import { ExactNumber, parseExactJson } from "../src/exact-json.ts";
import { atPath, textOf } from "../src/json-path.ts";

test("a path leads to a member or an element", () => {
  const { value } = parseExactJson('{"a":{"b":[10,{"c":null}]},"0":"zero","__proto__":1,"n":1.10}');
  assert.equal(atPath(value, ["a", "b", 0]), 10);
  assert.equal(atPath(value, ["a", "b", -1, "c"]), null);
  assert.equal(atPath(value, ["a", "b", 2]), undefined);
  assert.equal(atPath(value, ["a", "x", "y"]), undefined);
  assert.equal(atPath(value, [0]), undefined);
  assert.equal(atPath(value, ["0"]), "zero");
  assert.equal(atPath("text", [0]), "text", "what is no array is one of itself alone");
  assert.equal(atPath(value, ["n", 1]), undefined);
  assert.equal(atPath(value, ["__proto__"]), 1);
  assert.equal(atPath(value, ["toString"]), undefined);
  assert.equal(atPath(value, ["n", "text"]), undefined);
  assert.equal(atPath("text", ["length"]), undefined);
});

test("a value as text is bare for strings and JSON for the rest", () => {
  assert.equal(textOf("a"), "a");
  assert.equal(textOf(1.5), "1.5");
  assert.equal(textOf(new ExactNumber("1.10")), "1.10");
  assert.equal(textOf(false), "false");
  assert.equal(textOf([1, 2]), "[1, 2]");
  assert.equal(textOf(null), null);
  assert.equal(textOf(undefined), null);
});
