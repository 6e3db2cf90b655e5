import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { jsonAt, jsonSortKey, jsonText } from "../src/sqlite/json-value.ts";
import { fastCheckSeed } from "./seed.ts";

const ascending: readonly unknown[] = [
  [null],
  ["", "\u0000", "\u0001", "a", "a\u0000", "a\u0000b", "a\u0001", "aa", "b", "é", "\uffee", "😀"],
  [-1e300, -2, -1, -1e-300, 0, 5e-324, 1, 1.5, 2, 10, 1e300],
  [false, true],
  [[], [null], ["a"], ["a\u0000"], ["b"], [1], [[]], ["a", "b"], ["a", 1], ["a\u0000", "a"], [1, 1]],
  [{}, { a: 1 }, { a: 2 }, { b: 1 }, { aa: 1 }, { a: 1, b: 1 }, { a: 1, b: 2 }],
].flat();

test("sort keys order values as PostgreSQL orders jsonb", () => {
  const keys = ascending.map((value) => Buffer.from(jsonSortKey(value)));
  for (const [index, key] of keys.entries()) {
    for (const later of keys.slice(index + 1)) assert.equal(Buffer.compare(key, later), -1);
  }
});

test("equal values have equal keys, however they were written", () => {
  for (const [a, b] of [
    ["1", "1.0"],
    ["-0", "0"],
    ["1e2", "100"],
    ['{"a":1,"b":[2]}', '{ "b": [2.0], "a": 1 }'],
    ['"\\u0061"', '"a"'],
  ] as const) {
    assert.equal(jsonSortKey(JSON.parse(a)), jsonSortKey(JSON.parse(b)));
  }
});

test("a path leads to a member or an element", () => {
  const text = '{"a":{"b":[10,{"c":null}]},"0":"zero","__proto__":1}';
  assert.equal(jsonAt(text, ["a", "b", "0"]), 10);
  assert.equal(jsonAt(text, ["a", "b", "-1", "c"]), null);
  assert.equal(jsonAt(text, ["a", "b", "2"]), undefined);
  assert.equal(jsonAt(text, ["a", "x", "y"]), undefined);
  assert.equal(jsonAt(text, ["0"]), undefined);
  assert.equal(jsonAt(text, ["__proto__"]), 1);
  assert.equal(jsonAt(text, ["toString"]), undefined);
  assert.equal(jsonAt('"text"', ["length"]), undefined);
});

test("a value as text is bare for strings and JSON for the rest", () => {
  assert.equal(jsonText("a"), "a");
  assert.equal(jsonText(1.5), "1.5");
  assert.equal(jsonText(false), "false");
  assert.equal(jsonText([1]), "[1]");
  assert.equal(jsonText(null), null);
  assert.equal(jsonText(undefined), null);
});

test("numbers sort by their keys as by their values", () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(number, number, (a, b) => {
      assert.equal(jsonSortKey(a) < jsonSortKey(b), a < b);
      assert.equal(jsonSortKey(a) === jsonSortKey(b), a === b);
    }),
    fastCheckSeed(),
  );
});
