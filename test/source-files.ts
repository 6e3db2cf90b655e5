import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The checkout's root folder, with a slash at its end. */
export const root: string = fileURLToPath(new URL("../", import.meta.url));

export interface SourceFile {
  /** Relative to the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** The files that a pattern names, without build output and installed packages. */
export function sourceFiles(...patterns: readonly string[]): SourceFile[] {
  return globSync([...patterns], { cwd: root, exclude: ["**/node_modules/**", "**/dist/**"] })
    .map((path) => path.replaceAll("\\", "/"))
    .toSorted()
    .map((path) => ({ path, text: readFileSync(root + path, "utf8") }));
}
