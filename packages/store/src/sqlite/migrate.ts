import type { DatabaseSync } from "node:sqlite";
import type { Migration } from "../migration.ts";
import { inTransaction } from "./commit.ts";
import { defineRunField } from "./run-field.ts";

/** Marks the file as this project's: "Astr", https://www.sqlite.org/fileformat2.html#application_id. */
export const applicationId = 0x41737472;

/**
 * Brings the database to the newest migration, each in its own transaction. Two processes may do so at once: the lock
 * lets one of them go first, and the other finds the work done.
 *
 * @throws Error when the database is another program's, newer than this version, or was made by other migrations
 */
export function migrate(database: DatabaseSync, migrations: readonly Migration[]): void {
  inTransaction(database, () => prepare(database));
  refuseNewer(database, migrations.length);
  defineRunField(database);
  for (const migration of migrations) inTransaction(database, () => apply(database, migration));
}

/** How many opening the store would run. @throws Error as `migrate` does */
export function missingMigrations(database: DatabaseSync, migrations: readonly Migration[]): number {
  if (!isPrepared(database)) return migrations.length;
  refuseNewer(database, migrations.length);
  return migrations.filter((migration) => !isApplied(database, migration)).length;
}

function prepare(database: DatabaseSync): void {
  if (isPrepared(database)) return;
  database.exec(`
    PRAGMA application_id = ${applicationId};
    CREATE TABLE migrations (
      number INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      checksum TEXT NOT NULL, -- SHA-256 of the file
      applied_at INTEGER NOT NULL -- epoch milliseconds
    ) STRICT`);
}

function isPrepared(database: DatabaseSync): boolean {
  const id = numberOf(database, "PRAGMA application_id");
  if (id === applicationId) return true;
  if (id !== 0 || numberOf(database, "SELECT count(*) FROM sqlite_schema") > 0) {
    throw new Error("it is another program's database. Choose another path");
  }
  return false;
}

export function refuseNewer(database: DatabaseSync, known: number): void {
  const newest = numberOf(database, "SELECT max(number) FROM migrations");
  if (newest > known) {
    throw new Error(
      `a newer version made it (migration ${newest}; this version knows ${known}). Install the newer version`,
    );
  }
}

function apply(database: DatabaseSync, migration: Migration): void {
  if (isApplied(database, migration)) return;
  const { number, name, sql, checksum } = migration;
  database.exec(sql);
  const insert = "INSERT INTO migrations (number, name, checksum, applied_at) VALUES (?, ?, ?, ?)";
  database.prepare(insert).run(number, name, checksum, Date.now());
}

function isApplied(database: DatabaseSync, { number, name, checksum }: Migration): boolean {
  const applied = database.prepare("SELECT name, checksum FROM migrations WHERE number = ?").get(number);
  if (applied === undefined) return false;
  if (applied.checksum === checksum) return true;
  throw new Error(
    `its migration ${number} (${String(applied.name)}) isn't the one that this version has (${name}). ` +
      "Install the version that made the database, or one released after it",
  );
}

function numberOf(database: DatabaseSync, sql: string): number {
  return Number(Object.values(database.prepare(sql).get() ?? {})[0]);
}
