import { accessSync, constants, existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { readMigrations } from "../migration.ts";
import type { StoreProbe } from "../store-probe.ts";
import { busyTimeoutMs } from "../limits.ts";
import { describeError } from "./database-error.ts";
import { missingMigrations } from "./migrate.ts";

/** Looks at the file, or at where it would be made. @throws Error naming the file, what is wrong and what to do */
export function probeSqlite(path: string): StoreProbe {
  const migrations = readMigrations("sqlite");
  try {
    const folder = nearestFolder(path);
    if (!statSync(folder).isDirectory()) throw new Error(`${folder} is no folder. Choose another path`);
    accessSync(folder, constants.W_OK | constants.X_OK);
    if (!existsSync(path)) return { database: path, isThere: false, missingMigrations: migrations.length };
    accessSync(path, constants.R_OK | constants.W_OK);
    const database = new DatabaseSync(path, { readOnly: true, timeout: busyTimeoutMs });
    try {
      return { database: path, isThere: true, missingMigrations: missingMigrations(database, migrations) };
    } finally {
      database.close();
    }
  } catch (error) {
    throw describeError("Can't use the database", path, error);
  }
}

/** The folder that the file is in, or the nearest one above it that is there. */
function nearestFolder(path: string): string {
  const folder = dirname(path);
  return existsSync(folder) || folder === dirname(folder) ? folder : nearestFolder(folder);
}
