import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { declarationFiles, pages, pageText } from "../scripts/reference.ts";
import { root, sourceFiles } from "./source-files.ts";

const read = (page: string): string => readFileSync(`${root}docs/reference/${page}`, "utf8");

for (const page of Object.keys(pages)) {
  test(`${page} is what \`npm run reference\` writes`, async () => {
    assert.equal(read(page), await pageText(page));
  });
}

for (const [path, text] of Object.entries(declarationFiles)) {
  test(`${path} is what \`npm run reference\` writes`, async () => {
    assert.equal(readFileSync(`${root}${path}`, "utf8"), await text());
  });
}

test("environment.md names every variable that the code reads, and no other", () => {
  const inCode = sourceFiles("packages/*/{src,bin}/**/*.{ts,js}").flatMap(({ text }) =>
    [...text.matchAll(/\benv(?:\.|\[")([A-Z][A-Z0-9_]+)\b/g)].map(([, name = ""]) => name),
  );
  const inPage = [...read("environment.md").matchAll(/^\| `([A-Z][A-Z0-9_]+)`/gm)].map(
    ([, name = ""]) => name,
  );
  assert.deepEqual(inPage.toSorted(), [...new Set(inCode)].toSorted());
});
