import type { Dirent } from "node:fs";
import { glob, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { compareCodePoints } from "../code-points.ts";
import { ReadError, reasonOf } from "../read-error.ts";

export interface FoundFile {
  readonly path: string;
  /** Unknown for pipes and devices. */
  readonly sizeBytes: number | undefined;
}

const eventFile = /\.(?:ndjson|jsonl|json)(?:\.(?:gz|zst|br))?$/i;

/**
 * The files that a path or glob stands for, in code point order. A file that is named or matched is taken whatever its
 * suffix; in a directory, named or matched, only `.ndjson`, `.jsonl` and `.json` (and those compressed) at any depth,
 * without hidden ones.
 *
 * @throws ReadError when there is nothing of that name
 */
export async function findFiles(source: string): Promise<FoundFile[]> {
  if ((await kindOf(source)) !== "nothing") return expand(source);
  // Two patterns may match one file, and a directory beside what is in it.
  const found = new Map<string, FoundFile>();
  if (/[*?[{]/.test(source)) {
    for await (const match of glob(source)) {
      for (const file of await expand(match)) found.set(file.path, file);
    }
  }
  if (found.size === 0)
    throw new ReadError(source, "there is no such file or directory, and no file it matches");
  return sorted(found.values());
}

async function expand(path: string): Promise<FoundFile[]> {
  const kind = await kindOf(path);
  if (kind === "directory") return sorted(await filesIn(path));
  if (kind === "nothing") return [];
  return [{ path, sizeBytes: kind === "file" ? (await stat(path)).size : undefined }];
}

async function filesIn(directory: string): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  for (const entry of await entriesOf(directory)) {
    if (entry.name.startsWith(".")) continue;
    const path = join(directory, entry.name);
    // A link to a directory is not followed: it may lead back.
    if (entry.isDirectory()) found.push(...(await filesIn(path)));
    else if (eventFile.test(entry.name) && (await kindOf(path)) === "file")
      found.push(...(await expand(path)));
  }
  return found;
}

async function entriesOf(directory: string): Promise<Dirent[]> {
  try {
    return await readdir(directory, { withFileTypes: true });
  } catch (error) {
    throw new ReadError(directory, reasonOf(error), { cause: error });
  }
}

async function kindOf(path: string): Promise<"file" | "directory" | "stream" | "nothing"> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return "directory";
    return found.isFile() ? "file" : "stream";
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR"))
      return "nothing";
    throw new ReadError(path, reasonOf(error), { cause: error });
  }
}

function sorted(files: Iterable<FoundFile>): FoundFile[] {
  return [...files].toSorted((a, b) => compareCodePoints(a.path, b.path));
}
