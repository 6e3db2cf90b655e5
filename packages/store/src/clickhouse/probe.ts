import { connectTimeoutMs } from "../limits.ts";
import { readMigrations } from "../migration.ts";
import type { StoreProbe } from "../store-probe.ts";
import { parseAddress } from "./address.ts";
import { describeError } from "./database-error.ts";
import { countMissing } from "./migrate.ts";

/** Asks each server. @throws Error naming the database, without its password, what is wrong and what to do */
export async function probeClickhouse(url: string): Promise<StoreProbe> {
  const address = parseAddress(url);
  const migrations = readMigrations("clickhouse");
  const use = { maxConnections: 1, timeoutMs: connectTimeoutMs };
  const missingMigrations = await countMissing(address, migrations, use).catch((error: unknown) => {
    throw describeError("Can't use the database", address.name, error);
  });
  return { database: address.name, isThere: missingMigrations < migrations.length, missingMigrations };
}
