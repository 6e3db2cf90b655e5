import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { busyTimeoutMs, cacheKiB } from "../limits.ts";

/** Makes the file (mode 0600: SQLite itself would let others read it) and its directories (0700) if they are missing. */
export function makeFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, "a", 0o600));
}

/** A connection that writes to a file that is there: where it is gone, SQLite would make an empty one. */
export function connectWriter(path: string): DatabaseSync {
  closeSync(openSync(path, "r+"));
  const database = new DatabaseSync(path, { timeout: busyTimeoutMs });
  database.exec(`PRAGMA cache_size = -${cacheKiB}`);
  return database;
}

/** A commit has reached the disk when COMMIT returns: in WAL mode, that takes `synchronous = FULL`. */
export function makeDurable(database: DatabaseSync): void {
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
}

/** A connection for reads: they see the last commit, and never hold up a write. */
export function connectReader(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { readOnly: true, timeout: busyTimeoutMs });
  database.exec(`PRAGMA cache_size = -${cacheKiB}`);
  return database;
}
