import type pg from "pg";
import { migrationLockTimeoutMs } from "../limits.ts";
import type { Migration } from "../migration.ts";
import { advisoryLocks } from "./advisory-locks.ts";
import { UnusableDatabaseError } from "./database-error.ts";

/**
 * Brings the database to the newest migration, in one transaction. Several collectors may start at once: one goes first,
 * the others find the work done. Nothing is written, and no right to write is needed, when nothing is missing.
 *
 * @throws UnusableDatabaseError when the server can't be used, or the database is newer than this version or was made by other migrations
 */
export async function migrate(client: pg.ClientBase, migrations: readonly Migration[]): Promise<void> {
  if ((await missingMigrations(client, migrations)).length === 0) return;
  await client.query(`BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL search_path = '';
    SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = ${migrationLockTimeoutMs};
    SET LOCAL client_min_messages = warning; SELECT pg_advisory_xact_lock(${advisoryLocks.migrate})`);
  for (const { sql, checksum, number } of await missing(client, migrations)) {
    await client.query(sql); // It names itself in astrolabe.migrations.
    await client.query("UPDATE astrolabe.migrations SET checksum = $1 WHERE number = $2", [checksum, number]);
  }
  await client.query("COMMIT");
}

/** Those that opening the store would run. @throws UnusableDatabaseError when it can't be used */
export async function missingMigrations(
  client: pg.ClientBase,
  migrations: readonly Migration[],
): Promise<readonly Migration[]> {
  await refuseUnusable(client);
  return missing(client, migrations);
}

async function refuseUnusable(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ version: number; encoding: string }>(
    "SELECT current_setting('server_version_num')::int AS version, current_setting('server_encoding') AS encoding",
  );
  const [{ version = 0, encoding = "" } = {}] = rows;
  if (version < 150_000)
    throw new UnusableDatabaseError("it runs an older PostgreSQL. Use PostgreSQL 15 or newer");
  if (encoding !== "UTF8")
    throw new UnusableDatabaseError(`its encoding is ${encoding}. Create a database with UTF8`);
}

/** Those that the database hasn't had; what the Supabase CLI has run has no checksum. */
async function missing(client: pg.ClientBase, migrations: readonly Migration[]): Promise<Migration[]> {
  const { rows } = await client.query<{ there: boolean }>(
    "SELECT to_regclass('astrolabe.migrations') IS NOT NULL AS there",
  );
  if (rows[0]?.there !== true) return [...migrations];
  const had = await client.query<{ number: number; name: string; checksum: string | null }>(
    "SELECT number, name, checksum FROM astrolabe.migrations ORDER BY number",
  );
  for (const { number, name, checksum } of had.rows) refuseOther(migrations, number, name, checksum);
  const numbers = new Set(had.rows.map(({ number }) => number));
  return migrations.filter(({ number }) => !numbers.has(number));
}

function refuseOther(
  migrations: readonly Migration[],
  number: number,
  name: string,
  checksum: string | null,
): void {
  const known = migrations.find((migration) => migration.number === number);
  if (known === undefined) {
    throw new UnusableDatabaseError(
      `a newer version made it (migration ${number}; this version knows ${migrations.length}). Install the newer version`,
    );
  }
  if (name !== known.name || (checksum ?? known.checksum) !== known.checksum) {
    throw new UnusableDatabaseError(
      `its migration ${number} (${name}) isn't the one that this version has (${known.name}). ` +
        "Install the version that made the database, or one released after it",
    );
  }
}
