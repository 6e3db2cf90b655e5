import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { canonicalJson } from "../src/canonical-json.ts";
import { parseExactJson } from "../src/exact-json.ts";
import { fastCheckRuns } from "./seed.ts";

function canonical(text: string): string {
  return canonicalJson(parseExactJson(text).value);
}

test("numbers come back as PostgreSQL's numeric prints them", () => {
  for (const [given, expected] of [
    ["12345678901234567890123", "12345678901234567890123"],
    ["1.10", "1.10"],
    ["-1.0", "-1.0"],
    ["1E2", "100"],
    ["1.5e3", "1500"],
    ["1.50e-2", "0.0150"],
    ["-0", "0"],
    ["-0.0", "0.0"],
    ["0e5", "0"],
    ["0e-3", "0.000"],
    ["1e21", "1000000000000000000000"],
    ["1e-7", "0.0000001"],
    ["0.1", "0.1"],
    ["1763836012.456", "1763836012.456"],
    ["1e400", `1${"0".repeat(400)}`],
    ["0.10000000000000000000000000000000000000000001", "0.10000000000000000000000000000000000000000001"],
  ] as const) {
    assert.equal(canonical(given), expected);
    assert.equal(canonical(`{"a":${given}}`), `{"a": ${expected}}`);
    assert.equal(canonical(`[ 0, ${given} ]`), `[0, ${expected}]`);
  }
});

test("what looks like a number within a string is none", () => {
  const text = '{"a: 1.10": ", 1e5, 12345678901234567890"}';
  assert.equal(canonical(text), text);
});

test("of members with one name the last counts", () => {
  assert.equal(canonical('{"bb":1,"a":2,"a":3.0}'), '{"a": 3.0, "bb": 1}');
});

test("any JSON means the same after it was written and read, and is written the same again", () => {
  const property = fc.property(fc.json(), (json) => {
    const text = canonical(json);
    assert.equal(canonical(text), text);
    assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(JSON.parse(json))));
  });
  fc.assert(property, fastCheckRuns(1000));
});

test("any decimal number loses no digit", () => {
  const digits = fc.stringMatching(/^\d{1,30}$/);
  const property = fc.property(fc.boolean(), digits, digits, (negative, whole, fraction) => {
    const integer = BigInt(whole).toString();
    const number = `${integer}.${fraction}`;
    const sign = negative && /[1-9]/.test(number) ? "-" : "";
    assert.equal(canonical(sign + number), sign + number);
  });
  fc.assert(property, fastCheckRuns(1000));
});

test("a number that would be too long is refused before it is written out", () => {
  const refused = { code: "22003", message: "value overflows numeric format" };
  assert.throws(() => parseExactJson("1e131072"), refused);
  assert.throws(() => parseExactJson("[1e-16384]"), refused);
  assert.throws(() => parseExactJson('{"a":1e99999999999999999999}'), refused);
  assert.throws(() => parseExactJson(`[${"1e1000,".repeat(20)}1]`, 20_000), refused);
  assert.equal(canonical("1e131071").length, 131_072);
});

test("what is no JSON is refused as by JSON.parse", () => {
  for (const text of ["", "1.", "01", "{", "[1.10", "-", '"\u0001"', "1e"]) {
    assert.throws(() => parseExactJson(text), SyntaxError);
  }
});
