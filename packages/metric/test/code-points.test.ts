import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { compareCodePoints } from "../src/code-points.ts";
import { propertyRuns } from "./property-runs.ts";

test("a character beyond the basic plane comes after every one within it", () => {
  const [grinning, fullWidthA] = ["\u{1f600}", "\uff21"];
  assert.ok(grinning < fullWidthA, "JavaScript's own order has it the other way round");
  assert.ok(compareCodePoints(grinning, fullWidthA) > 0);
});

test("a prefix comes before what it begins", () => {
  assert.ok(compareCodePoints("a", "ab") < 0);
  assert.equal(compareCodePoints("ab", "ab"), 0);
});

test("strings come in the order of their code points, lone surrogates too", () => {
  const unit = fc.constantFrom(
    "a",
    "b",
    "\ud800",
    "\ud801",
    "\udc00",
    "\udc01",
    "\ue000",
    "\uffff",
    "\u{10000}",
    "\u{10ffff}",
  );
  const text = fc.array(unit, { maxLength: 4 }).map((units) => units.join(""));
  fc.assert(
    fc.property(text, text, (a, b) => {
      assert.equal(Math.sign(compareCodePoints(a, b)), slowCompare(Array.from(a), Array.from(b)));
    }),
    propertyRuns(2000),
  );
});

function slowCompare(a: readonly string[], b: readonly string[]): number {
  for (const [at, character] of a.entries()) {
    const other = b[at];
    if (other === undefined) return 1;
    if (character !== other) return Math.sign(character.codePointAt(0)! - other.codePointAt(0)!);
  }
  return Math.sign(a.length - b.length);
}
