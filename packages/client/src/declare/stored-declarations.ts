// A copy of each tool's declaration lies in the state directory, so that whoever looks at what was recorded can read what it
// means. It is written when the tool records, and only beside a spool.

import { fs, nodePath } from "../built-ins.ts";
import { maxDeclarationBytes } from "../limits.ts";
import { makeFolder, replaceFile } from "../state-dir.ts";
import { type Declaration, parseDeclaration } from "./declaration.ts";

/** Writes a declaration if it is not there as it is. Throws the system's error. */
export function keepDeclaration(stateDir: string, declaration: Declaration): void {
  if (!fs.existsSync(nodePath.join(stateDir, "spool"))) return;
  const dir = declarationsDir(stateDir);
  const path = nodePath.join(dir, `${declaration.tool}.json`);
  const text = `${JSON.stringify(declaration)}\n`;
  if (fs.existsSync(path) && fs.readFileSync(path, "utf8") === text) return;
  makeFolder(dir);
  replaceFile(path, text);
}

/** The declarations of the tools that have recorded here, by name. What is none is left out. */
export function readDeclarations(stateDir: string): readonly Declaration[] {
  const dir = declarationsDir(stateDir);
  if (!fs.existsSync(dir)) return [];
  const names = fs.readdirSync(dir).filter((name) => name.endsWith(".json"));
  return names.toSorted().flatMap((name) => readDeclaration(nodePath.join(dir, name)) ?? []);
}

function readDeclaration(path: string): Declaration | undefined {
  try {
    const { size } = fs.statSync(path);
    return size > maxDeclarationBytes
      ? undefined
      : parseDeclaration(JSON.parse(fs.readFileSync(path, "utf8")));
  } catch {
    return undefined;
  }
}

export function declarationsDir(stateDir: string): string {
  return nodePath.join(stateDir, "declared");
}
