import { existsSync, statSync } from "node:fs";
import { connectWriter } from "./connect.ts";
import { describeError } from "./database-error.ts";

/** Bytes of the database's file before and after. */
export interface Vacuumed {
  readonly bytesBefore: number;
  readonly bytesAfter: number;
}

/**
 * Writes an SQLite store anew without its free pages, and gives their space back to the disk. It needs as much free space
 * as the database has rows for, and nobody can write meanwhile.
 *
 * @throws StoreBusyError when somebody writes; Error naming the file, what is wrong and what to do
 */
export function vacuumSqlite(path: string): Vacuumed {
  if (!existsSync(path)) throw new Error(`There is no database ${path}`);
  try {
    const database = connectWriter(path);
    try {
      database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
      const bytesBefore = statSync(path).size;
      database.exec("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)");
      return { bytesBefore, bytesAfter: statSync(path).size };
    } finally {
      database.close();
    }
  } catch (error) {
    throw describeError("Can't vacuum the database", path, error);
  }
}
