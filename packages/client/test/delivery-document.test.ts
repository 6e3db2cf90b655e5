import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const root = join(import.meta.dirname, "../../..");

/** The titles of all tests, as patterns: what a title is put together from may be anything, but not all of it. */
function titles(): RegExp[] {
  const leastLetters = 20;
  return globSync("{packages/*/test,test}/**/*.test.ts", { cwd: root }).flatMap((path) =>
    [...readFileSync(join(root, path), "utf8").matchAll(/\btest\(\s*(["`])(.*?)\1/gs)].flatMap(
      ([, , title = ""]) => {
        const parts = title.split(/\$\{[^}]*\}/);
        if (parts.join("").length < leastLetters) return [];
        return new RegExp(`^${parts.map((part) => RegExp.escape(part)).join(".+")}$`, "s");
      },
    ),
  );
}

test("every test that DELIVERY.md names exists", () => {
  const document = readFileSync(join(root, "packages/client/DELIVERY.md"), "utf8");
  const named = [...document.matchAll(/→ "([^"]+)"/g)].map(([, name = ""]) => name);
  assert.ok(named.length > 50);
  const patterns = titles();
  const missing = named.filter((name) => !patterns.some((pattern) => pattern.test(name)));
  assert.deepEqual(missing, []);
  const nobodys = "a test that nobody wrote";
  assert.ok(!patterns.some((pattern) => pattern.test(nobodys)));
});
