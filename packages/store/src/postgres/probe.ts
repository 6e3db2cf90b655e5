import { readMigrations } from "../migration.ts";
import type { StoreProbe } from "../store-probe.ts";
import { createMigrationClient, nameDatabase } from "./connect.ts";
import { describeError } from "./database-error.ts";
import { missingMigrations } from "./migrate.ts";

/** Connects and looks. @throws Error naming the database, without its password, what is wrong and what to do */
export async function probePostgres(url: string): Promise<StoreProbe> {
  const database = nameDatabase(url);
  const client = createMigrationClient(url);
  try {
    await client.connect();
    const migrations = readMigrations("postgres");
    const missing = await missingMigrations(client, migrations);
    return { database, isThere: missing.length < migrations.length, missingMigrations: missing.length };
  } catch (error) {
    throw describeError("Can't use the database", database, error);
  } finally {
    await client.end().catch(() => {});
  }
}
