import assert from "node:assert/strict";
import { test } from "node:test";
import { csvField } from "../src/csv-field.ts";

test("a plain field is written as it is", () => {
  assert.equal(csvField("ada"), "ada");
});

test("a comma, a quote or a line break in a field has it quoted, and quotes in it are doubled", () => {
  assert.equal(csvField("a,b"), '"a,b"');
  assert.equal(csvField('say "hi"'), '"say ""hi"""');
  assert.equal(csvField("a\nb"), '"a\nb"');
  assert.equal(csvField("a\rb"), '"a\rb"');
});

test("blanks and other characters need no quotes", () => {
  assert.equal(csvField(" a;b'c ü"), " a;b'c ü");
});
