import { DatabaseSync } from "node:sqlite";
import type { Ledger } from "../event-store.ts";
import { readMigrations } from "../migration.ts";
import { isDamage } from "./database-error.ts";
import { readLedger } from "./ledger.ts";
import { applicationId, refuseNewer } from "./migrate.ts";

/** What a database file says of itself. */
export interface InspectedFile {
  readonly identity: string;
  readonly ledger: Ledger;
  /** Rows that are there. */
  readonly rows: number;
}

/**
 * Reads a whole database file and holds it to what must be: SQLite finds no fault with it, it is an event store that this
 * version can use, and its ledger tells of each row that is there. The file must be nobody else's meanwhile.
 *
 * @param name what messages call it
 * @throws Error saying what is wrong with it
 */
export function inspectFile(path: string, name: string = path): InspectedFile {
  checkFile(path, name);
  return read(path, (database) => {
    const { number } = database.prepare("SELECT max(number) AS number FROM migrations").get() ?? {};
    if (number !== readMigrations("sqlite").length) {
      throw new Error(`${name} was made by an older version. Start this version's collector on it first`);
    }
    const ledger = readLedger(database);
    const rows = Number(valueOf(database, "SELECT count(*) FROM events"));
    checkLedger(name, ledger, rows);
    return { identity: String(valueOf(database, "SELECT id FROM identity")), ledger, rows };
  });
}

/** The part of it that files of older versions pass, too. @throws Error saying what is wrong with it */
export function checkFile(path: string, name: string): void {
  try {
    read(path, (database) => {
      if (valueOf(database, "PRAGMA application_id") !== applicationId) {
        throw new Error("it is no event store's database");
      }
      const fault = valueOf(database, "PRAGMA integrity_check(1)");
      if (fault !== "ok") throw new Error(`it is damaged: ${String(fault)}`);
      refuseNewer(database, readMigrations("sqlite").length);
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(isDamage(error) ? `${name} is damaged: ${message}` : `${name}: ${message}`, {
      cause: error,
    });
  }
}

function read<Result>(path: string, use: (database: DatabaseSync) => Result): Result {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return use(database);
  } finally {
    database.close();
  }
}

function checkLedger(name: string, ledger: Ledger, rows: number): void {
  const { received, stored, duplicate, rejected, deleted, expired } = ledger;
  const refused = Object.values(rejected).reduce((sum, count) => sum + count, 0);
  if (rows === stored - deleted - expired && received === stored + duplicate + refused) return;
  throw new Error(`${name} holds ${rows} rows, and its ledger says otherwise: ${JSON.stringify(ledger)}`);
}

function valueOf(database: DatabaseSync, sql: string): unknown {
  return Object.values(database.prepare(sql).get() ?? {})[0];
}
