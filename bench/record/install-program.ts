// The program as a user of it has it: a folder of its own, with every client installed, none behind a link.

import { cpSync, existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Returns the program's path. */
export function installProgram(dir: string): string {
  const peers = here("../node_modules");
  if (!existsSync(join(peers, "posthog-node"))) {
    throw new Error("the peers are not installed: npm install --prefix bench");
  }
  cpSync(peers, join(dir, "node_modules"), { recursive: true });
  const client = join(dir, "node_modules/@astrolabe/client");
  for (const part of ["dist", "package.json"]) {
    cpSync(here(`../../packages/client/${part}`), join(client, part), { recursive: true });
  }
  const nothing = join(dir, "node_modules/nothing");
  mkdirSync(nothing, { recursive: true });
  writeFileSync(
    join(nothing, "package.json"),
    JSON.stringify({ name: "nothing", type: "module", exports: "./index.js" }),
  );
  writeFileSync(join(nothing, "index.js"), "export {};\n");
  writeFileSync(join(dir, "package.json"), JSON.stringify({ type: "module" }));
  cpSync(here("program.js"), join(dir, "program.js"));
  cpSync(here("clients"), join(dir, "clients"), { recursive: true });
  return join(dir, "program.js");
}

/** Bytes of packages and all that they depend on, as npm installed them. */
export function installedBytes(dir: string, packages: readonly string[]): number {
  const found = new Set<string>();
  const add = (name: string): void => {
    const folder = join(dir, "node_modules", name);
    if (found.has(folder) || !existsSync(folder)) return;
    found.add(folder);
    const { dependencies = {}, peerDependencies = {} }: Dependencies = JSON.parse(
      readFileSync(join(folder, "package.json"), "utf8"),
    );
    Object.keys({ ...dependencies, ...peerDependencies }).forEach(add);
  };
  packages.forEach(add);
  const files = [...found].flatMap((folder) =>
    globSync("**/*", { cwd: folder }).map((path) => join(folder, path)),
  );
  return files.map((path) => statSync(path)).reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0);
}

interface Dependencies {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}
