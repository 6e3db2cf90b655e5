import { readFile } from "node:fs/promises";
import { type Declaration, parseDeclaration } from "@astrolabe/client/declare";

/** The declarations in files of JSON. Rejects with an Error that names the file, and what is wrong in it. */
export async function readDeclarationFiles(paths: readonly string[]): Promise<readonly Declaration[]> {
  return Promise.all(paths.map(readDeclarationFile));
}

/** The declaration in a file. Rejects likewise. */
export async function readDeclarationFile(path: string): Promise<Declaration> {
  try {
    return parseDeclaration(JSON.parse(await readFile(path, "utf8")));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${path} declares no events: ${reason}. Name a tool's EVENTS.json`, { cause: error });
  }
}
