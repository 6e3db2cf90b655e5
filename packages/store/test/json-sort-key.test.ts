import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { ExactNumber, parseExactJson } from "../src/exact-json.ts";
import { jsonSortKey } from "../src/json-sort-key.ts";
import { fastCheckRuns } from "./seed.ts";

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
    ["0.00", "0e5"],
    ["1e2", "100"],
    ["1e400", `1${"0".repeat(400)}`],
    ['{"a":1,"b":[2]}', '{ "b": [2.0], "a": 1 }'],
    ['"\\u0061"', '"a"'],
  ] as const) {
    assert.equal(jsonSortKey(parseExactJson(a).value), jsonSortKey(parseExactJson(b).value));
  }
});

test("numbers sort by their keys as by their values", () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true });
  const property = fc.property(number, number, (a, b) => {
    assert.equal(jsonSortKey(a) < jsonSortKey(b), a < b);
    assert.equal(jsonSortKey(a) === jsonSortKey(b), a === b);
  });
  fc.assert(property, fastCheckRuns(1000));
});

test("numbers of any length sort by their keys as by their values", () => {
  const long = fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n });
  const key = (value: bigint): string => jsonSortKey(new ExactNumber(String(value)));
  const property = fc.property(long, fc.oneof(long, fc.bigInt({ min: -3n, max: 3n })), (a, near) => {
    const b = near > -4n && near < 4n ? a + near : near;
    assert.equal(key(a) < key(b), a < b);
    assert.equal(key(a) === key(b), a === b);
  });
  fc.assert(property, fastCheckRuns(1000));
});
