import { readFileSync } from "node:fs";
import type pg from "pg";
import { migrationLockTimeoutMs } from "../limits.ts";
import { readMigrations } from "../migration.ts";
import { createMigrationClient, nameDatabase } from "./connect.ts";
import type { DatabaseName } from "./connect.ts";
import { UnusableDatabaseError, describeError } from "./database-error.ts";
import { migrate } from "./migrate.ts";

/**
 * The SQL that makes the tables of a Supabase project, or brings an older set-up to date, full or not: the store's
 * migrations, then who may do what through PostgREST. One transaction; running it again changes nothing.
 */
export function supabaseSql(): string {
  const files = [...readMigrations("postgres").map(({ sql }) => sql), readRowLevelSecurity()];
  return `begin;\nset local client_min_messages = warning;\n\n${files.join("\n")}\ncommit;\n`;
}

/**
 * Does to a database what `supabaseSql` says. Without a URL it is the one that libpq's variables name (`PGHOST`,
 * `PGUSER`, …); a URL without a password leaves that to `PGPASSWORD`, or to the password file.
 *
 * @throws Error naming the database, without its password, what is wrong with it and what to do
 */
export async function setUpSupabase(url: string | undefined): Promise<DatabaseName> {
  const database = nameDatabase(url);
  const client = createMigrationClient(url);
  try {
    await client.connect();
    await refuseOtherDatabases(client);
    await migrate(client, readMigrations("postgres"));
    await client.query(
      `BEGIN; SET LOCAL lock_timeout = ${migrationLockTimeoutMs}; SET LOCAL client_min_messages = warning;
      ${readRowLevelSecurity()}
      COMMIT`,
    );
    return database;
  } catch (error) {
    throw describeError("Can't set up the database", database, error);
  } finally {
    await client.end();
  }
}

/** The roles are the project's: PostgREST takes them on, and they are not for a tool to make. */
async function refuseOtherDatabases(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ role: string }>(
    "SELECT role FROM unnest(ARRAY['anon', 'authenticated', 'service_role']) AS role WHERE to_regrole(role) IS NULL",
  );
  if (rows.length === 0) return;
  throw new UnusableDatabaseError(
    `it has no role ${rows.map(({ role }) => role).join(", ")}, so it is no Supabase project's. Give the address of ` +
      "one; for a PostgreSQL of your own, `astrolabe serve --store postgres://…` makes the tables",
  );
}

function readRowLevelSecurity(): string {
  return readFileSync(new URL("../../migrations/supabase/row_level_security.sql", import.meta.url), "utf8");
}
