import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { parseExamples, runExamples } from "./console-examples.ts";
import { root, sourceFiles } from "./source-files.ts";

const pages = sourceFiles("*.md", "docs/**/*.md", "packages/*/*.md", "examples/**/*.md");

for (const { path, text } of pages.filter((page) => parseExamples(page.text).length > 0)) {
  test(`the examples in ${path} print what they say`, () => runExamples(text));
}

test("links between the project's own pages lead somewhere", () => {
  for (const { path, text } of pages) {
    for (const [, target = ""] of text.matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)) {
      assert.ok(existsSync(join(root, dirname(path), target)), `${path} links to ${target}`);
    }
  }
});
