import { randomBytes } from "node:crypto";
import { chmodSync, closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { backup, DatabaseSync } from "node:sqlite";
import { allPagesAtOnce, busyTimeoutMs } from "../limits.ts";
import { describeError } from "./database-error.ts";
import { checkFile, inspectFile, type InspectedFile } from "./inspect-file.ts";

/**
 * Copies an SQLite store as it is at one moment, while others write to it: every row that was acknowledged before the call
 * is in the copy. The copy is checked, is one file (mode 0600), and gets its name when all of it is on disk; a backup
 * that has the name already is replaced by it.
 *
 * @throws Error naming the file, what is wrong and what to do
 */
export async function backUpSqlite(path: string, copyPath: string): Promise<InspectedFile> {
  if (!existsSync(path)) throw new Error(`There is no database ${path}`);
  if (resolve(path) === resolve(copyPath))
    throw new Error(`${path} can't be its own backup. Name another file`);
  if (existsSync(copyPath)) refuseOtherFile(copyPath);
  const temporary = `${copyPath}.${randomBytes(4).toString("hex")}.part`;
  try {
    closeSync(openSync(temporary, "wx", 0o600));
    await copyDatabase(path, temporary);
    const inspected = inspectFile(temporary);
    putInPlace(temporary, copyPath);
    return inspected;
  } catch (error) {
    throw describeError("Can't back up the database", path, error);
  } finally {
    for (const end of ["", "-wal", "-shm", "-journal"]) rmSync(temporary + end, { force: true });
  }
}

/**
 * All pages in one step, which sees one moment of the database however long it takes; a copy that pauses in between begins
 * anew whenever somebody commits, and would never end.
 */
async function copyDatabase(path: string, copyPath: string): Promise<void> {
  const database = new DatabaseSync(path, { readOnly: true, timeout: busyTimeoutMs });
  try {
    await backup(database, copyPath, { rate: allPagesAtOnce });
  } finally {
    database.close();
  }
  makeSingleFile(copyPath);
}

/** Without a write-ahead log beside it, the file can be carried about. */
function makeSingleFile(path: string): void {
  const database = new DatabaseSync(path);
  try {
    database.exec("PRAGMA journal_mode = DELETE");
  } finally {
    database.close();
  }
}

/** A slip in the name must not cost a file that is something else. */
function refuseOtherFile(path: string): void {
  try {
    checkFile(path, path);
  } catch (error) {
    throw new Error(`${path} is there, and is no backup. Choose another name`, { cause: error });
  }
}

/** Renames a file when it is on disk, and has the new name there, too. */
export function putInPlace(from: string, to: string): void {
  chmodSync(from, 0o600);
  sync(from);
  renameSync(from, to);
  sync(dirname(resolve(to)));
}

function sync(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
