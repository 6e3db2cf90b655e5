import assert from "node:assert/strict";
import { test } from "node:test";
import { csvLine } from "../src/csv.ts";

test("plain fields are written as they are, and the line ends with LF", () => {
  assert.equal(csvLine(["ada", "2026-W47", 3]), "ada,2026-W47,3\n");
});

test("a comma, a quote or a line break in a field has it quoted, and quotes in it are doubled", () => {
  assert.equal(csvLine(["a,b", "c"]), '"a,b",c\n');
  assert.equal(csvLine(['say "hi"']), '"say ""hi"""\n');
  assert.equal(csvLine(["a\nb"]), '"a\nb"\n');
  assert.equal(csvLine(["a\rb"]), '"a\rb"\n');
});

test("blanks and other characters need no quotes", () => {
  assert.equal(csvLine([" a;b'c ", "ü"]), " a;b'c ,ü\n");
});
