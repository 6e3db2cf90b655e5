import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

/** Promised to those who embed it, in docs/reference/library.md. */
const maxHostGzipBytes = 10_000;

const built = (name: string): Buffer =>
  readFileSync(fileURLToPath(new URL(`../dist/bundled/${name}`, import.meta.url)));

test("what a host loads is one file, below 10 KB minified and gzipped", () => {
  const bytes = gzipSync(built("index.js"), { level: 9 }).length;
  assert.ok(bytes < maxHostGzipBytes, `${bytes} bytes`);
  // Whatever else it loads, it loads when it is needed, by an `import()` or from node itself.
  assert.doesNotMatch(built("index.js").toString(), /^import\b|\bfrom"/m);
});
