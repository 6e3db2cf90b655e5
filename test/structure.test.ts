import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { test } from "node:test";
import { root, sourceFiles } from "./source-files.ts";

interface Imported {
  readonly from: string;
  readonly specifier: string;
}

interface PackageJson {
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** ARCHITECTURE.md's table says which package may import which: `| packages/store | … | client, metric |`. */
function allowedImports(): Map<string, readonly string[]> {
  const table = readFileSync(`${root}ARCHITECTURE.md`, "utf8").matchAll(
    /^\| `packages\/([\w-]+)` +\|[^|]*\|([^|]*)\|$/gm,
  );
  return new Map(
    [...table].map(([, name = "", allowed = ""]) => [
      name,
      [...allowed.matchAll(/`(\w[\w-]*)`/g)].map(([, imported = ""]) => imported),
    ]),
  );
}

function importsOf(packageName: string): Imported[] {
  return sourceFiles(`packages/${packageName}/{src,bin}/**/*.{ts,js}`).flatMap(({ path, text }) =>
    [
      ...text.matchAll(
        /^\s*(?:import|export)\b[^"'`;]*?from\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/gm,
      ),
    ].map((match) => ({ from: path, specifier: match[1] ?? match[2] ?? "" })),
  );
}

const allowed = allowedImports();

test("ARCHITECTURE.md names every package", () => {
  const folders = new Set(sourceFiles("packages/*/package.json").map(({ path }) => path.split("/")[1]));
  assert.deepEqual(new Set(allowed.keys()), folders);
});

for (const [name, mayImport] of allowed) {
  test(`${name} imports only what ARCHITECTURE.md lets it`, () => {
    const { dependencies = {} } = JSON.parse(
      readFileSync(`${root}packages/${name}/package.json`, "utf8"),
    ) as PackageJson;
    const imports = importsOf(name);
    assert.ok(imports.length > 0);
    for (const { from, specifier } of imports) {
      if (specifier.startsWith(".") || isBuiltin(specifier)) continue;
      const ours = /^@astrolabe\/([\w-]+)$/.exec(specifier)?.[1];
      if (ours !== undefined) assert.ok(mayImport.includes(ours), `${from} imports ${specifier}`);
      const packageName = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
      assert.ok(
        packageName in dependencies,
        `${from} imports ${specifier}, which its package.json does not list`,
      );
    }
  });
}

test("the client depends on nothing", () => {
  const { dependencies } = JSON.parse(
    readFileSync(`${root}packages/client/package.json`, "utf8"),
  ) as PackageJson;
  assert.deepEqual(dependencies ?? {}, {});
});

test("files are named in kebab-case for what they hold", () => {
  for (const { path } of sourceFiles("{packages,test,bench,scripts,examples}/**/*.{ts,js,sql}")) {
    const name = path.split("/").at(-1) ?? "";
    assert.match(name, /^[a-z0-9_]+(-[a-z0-9]+)*(\.test)?\.(ts|js|sql)$/, path);
    assert.doesNotMatch(name, /^(utils?|helpers?|common|misc|manager|service)\b/, path);
  }
});

test("a source file holds one idea: at most 250 lines", () => {
  for (const { path, text } of sourceFiles("packages/*/src/**/*.ts")) {
    const lines = text.split("\n").length;
    assert.ok(lines <= 250, `${path} has ${lines} lines`);
  }
});
