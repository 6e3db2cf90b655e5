import { randomBytes } from "node:crypto";
import { copyFileSync, existsSync, linkSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { readMigrations } from "../migration.ts";
import { putInPlace } from "./back-up.ts";
import { connectWriter } from "./connect.ts";
import { isDamage, isLocked } from "./database-error.ts";
import { checkFile, inspectFile, type InspectedFile } from "./inspect-file.ts";
import { applicationId, migrate } from "./migrate.ts";

export interface RestoreOptions {
  /** Also in the place of a database that has rows which the backup has not. */
  readonly evenIfNewer?: boolean | undefined;
}

export interface Restored extends InspectedFile {
  /** Where the database is now whose place the backup took; undefined if there was none. */
  readonly keptAside: string | undefined;
}

/**
 * Puts a backup in the place of an SQLite store. What was there is kept beside it. The backup is read whole first, and a
 * database that somebody has open stays.
 *
 * @throws Error naming the file, what is wrong and what to do
 */
export function restoreSqlite(backupPath: string, path: string, options: RestoreOptions = {}): Restored {
  if (!existsSync(backupPath)) throw new Error(`There is no backup ${backupPath}`);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${randomBytes(4).toString("hex")}.part`;
  try {
    copyFileSync(backupPath, temporary);
    checkFile(temporary, backupPath);
    bringUpToDate(temporary);
    const inspected = inspectFile(temporary, backupPath);
    if (!existsSync(path)) {
      putInPlace(temporary, path);
      return { ...inspected, keptAside: undefined };
    }
    const taken = takeOver(path);
    try {
      if (taken !== undefined && options.evenIfNewer !== true) refuseNewerRows(taken, path, temporary);
      const keptAside = keepAside(path);
      putInPlace(temporary, path);
      return { ...inspected, keptAside };
    } finally {
      taken?.close();
    }
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** A backup that an older version made. */
function bringUpToDate(path: string): void {
  const database = connectWriter(path);
  try {
    migrate(database, readMigrations("sqlite"));
  } finally {
    database.close();
  }
}

/**
 * Locks a database, and brings what lies in its write-ahead log into its file; that works only while nobody else has it
 * open. Returns undefined for one that is too damaged to be opened.
 */
function takeOver(path: string): DatabaseSync | undefined {
  const database = new DatabaseSync(path);
  try {
    const id = Object.values(database.prepare("PRAGMA application_id").get() ?? {})[0];
    if (id !== applicationId) throw new Error(`${path} is another program's database. Choose another path`);
    database.exec("PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE");
    return database;
  } catch (error) {
    database.close();
    if (isDamage(error)) return undefined;
    if (!isLocked(error)) throw error;
    throw new Error(`${path} is in use: stop the collector, and whatever else has it open, first`, {
      cause: error,
    });
  }
}

/** A database that has taken more rows than the backup knows of, or that is another one, is not replaced unasked. */
function refuseNewerRows(database: DatabaseSync, path: string, backupPath: string): void {
  const copy = new DatabaseSync(backupPath, { readOnly: true });
  try {
    const [mine, other] = [identityOf(database), identityOf(copy)];
    // A database that an older version made has none.
    if (mine !== undefined && mine !== other) {
      throw new Error(`${path} is not the database that the backup was made of. ${evenIfNewerAdvice}`);
    }
    const later = receivedRows(database) - receivedRows(copy);
    if (later > 0) {
      throw new Error(
        `${path} has received ${later} rows since the backup, which it would lose. ${evenIfNewerAdvice}`,
      );
    }
  } finally {
    copy.close();
  }
}

const evenIfNewerAdvice =
  "To put the backup in its place all the same, say --even-if-newer: the database is kept beside it";

/** undefined: an older version made it. */
function identityOf(database: DatabaseSync): unknown {
  const has = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'identity'").get() !== undefined;
  return has ? database.prepare("SELECT id FROM identity").get()?.id : undefined;
}

/** Those that came to the database itself. */
function receivedRows(database: DatabaseSync): number {
  const row = database.prepare("SELECT row_count FROM ledger WHERE outcome = 'received'").get();
  return Number(row?.row_count ?? 0);
}

/** The name stays taken until the backup has it. A damaged database's log goes, too: it must not meet another file. */
function keepAside(path: string): string {
  const aside = `${path}.replaced-${new Date().toISOString().replaceAll(/[-:]/g, "")}`;
  for (const end of ["-wal", "-shm", "-journal"]) {
    if (existsSync(path + end)) renameSync(path + end, aside + end);
  }
  try {
    linkSync(path, aside);
  } catch {
    copyFileSync(path, aside); // Not every file system has hard links.
  }
  return aside;
}
