import { readdirSync, readFileSync } from "node:fs";
import type { Migration } from "../migration.ts";
import type { Address } from "./address.ts";
import { connect } from "./connect.ts";
import type { Connection, Use } from "./connect.ts";
import { UnusableDatabaseError } from "./database-error.ts";
import { quoted } from "./quoted.ts";

/**
 * Brings the database to the newest migration, on each server that the URL names. There are no transactions and no locks
 * here, so each statement can be run again and at the same time by several collectors. Nothing is written when nothing
 * is missing.
 *
 * @returns the number of the cluster's slots, over which rows are spread; 1 without a cluster
 * @throws UnusableDatabaseError when the database is another program's, newer than this version or was made by other
 * migrations, or its cluster has changed
 */
export async function migrate(address: Address, migrations: readonly Migration[], use: Use): Promise<number> {
  let slots = 1;
  for (const server of address.servers) {
    const connection = await connect(address, server, use);
    try {
      slots = await countSlots(connection, address);
      await migrateServer(connection, migrations, address, slots);
    } finally {
      await connection.close();
    }
  }
  return slots;
}

/** How many opening the store would run, where most are missing. @throws UnusableDatabaseError as `migrate` does */
export async function countMissing(
  address: Address,
  migrations: readonly Migration[],
  use: Use,
): Promise<number> {
  let most = 0;
  for (const server of address.servers) {
    const connection = await connect(address, server, use);
    try {
      const slots = await countSlots(connection, address);
      most = Math.max(most, (await missing(connection, migrations, slots)).length);
    } finally {
      await connection.close();
    }
  }
  return most;
}

/** A shard has as many slots as its weight. */
async function countSlots(connection: Connection, { cluster }: Address): Promise<number> {
  if (cluster === undefined) return 1;
  const shards = await connection.rows<{ weight: number }>(
    `SELECT any(shard_weight) AS weight FROM system.clusters WHERE cluster = ${quoted(cluster)} GROUP BY shard_num`,
  );
  if (shards.length > 0) return shards.reduce((sum, { weight }) => sum + weight, 0);
  throw new UnusableDatabaseError(
    `the server knows no cluster "${cluster}". Look at remote_servers in its configuration`,
  );
}

async function migrateServer(
  connection: Connection,
  migrations: readonly Migration[],
  address: Address,
  slots: number,
): Promise<void> {
  const absent = await missing(connection, migrations, slots);
  if (absent.length === 0) return;
  const parameters: Record<string, string> = {
    local: address.cluster === undefined ? "" : "_local",
    durable: await durableSettings(connection),
    cluster: address.cluster ?? "",
    database: address.database,
  };
  for (const { number, name, checksum, sql } of absent) {
    const onCluster = address.cluster === undefined ? "" : clusterSql(name);
    for (const statement of statements(sql + onCluster, parameters)) await connection.run(statement);
    await connection.run(
      `INSERT INTO astrolabe_migrations (number, name, checksum, shards) VALUES (${number}, ${quoted(name)}, ${quoted(checksum)}, ${slots})`,
    );
  }
}

/** Those that the server hasn't had. */
async function missing(
  connection: Connection,
  migrations: readonly Migration[],
  slots: number,
): Promise<Migration[]> {
  const tables = await connection.rows<{ name: string }>(
    "SELECT name FROM system.tables WHERE database = currentDatabase()",
  );
  if (!tables.some(({ name }) => name === "astrolabe_migrations")) {
    const foreign = tables.find(({ name }) => ourTables.test(name));
    if (foreign === undefined) return [...migrations];
    throw new UnusableDatabaseError(
      `its table ${foreign.name} is another program's. Choose another database`,
    );
  }
  const had = await connection.rows<{ number: number; name: string; checksum: string; shards: number }>(
    "SELECT DISTINCT number, name, checksum, shards FROM astrolabe_migrations ORDER BY number",
  );
  for (const one of had) refuseOther(migrations, one, slots);
  const numbers = new Set(had.map(({ number }) => number));
  return migrations.filter(({ number }) => !numbers.has(number));
}

const ourTables = /^(?:events|nsm|event_rows|nsm_rows|mark_rows|forgotten_rows)(?:_local)?$/;

function refuseOther(
  migrations: readonly Migration[],
  { number, name, checksum, shards }: { number: number; name: string; checksum: string; shards: number },
  slots: number,
): void {
  const known = migrations.find((migration) => migration.number === number);
  if (known === undefined) {
    throw new UnusableDatabaseError(
      `a newer version made it (migration ${number}; this version knows ${migrations.length}). Install the newer version`,
    );
  }
  if (name !== known.name || checksum !== known.checksum) {
    throw new UnusableDatabaseError(
      `its migration ${number} (${name}) isn't the one that this version has (${known.name}). ` +
        "Install the version that made the database, or one released after it",
    );
  }
  if (shards !== slots) {
    throw new UnusableDatabaseError(
      `its rows are spread over ${shards} shards (by weight), and the URL's cluster has ${slots}: ` +
        "rows would be looked for where they are not. Name the cluster that it was made with, or copy it to another one",
    );
  }
}

/** Where a server can wait until a new part of a table is on disk, it shall. Older ones than 20.10 can't. */
async function durableSettings(connection: Connection): Promise<string> {
  const known = await connection.rows<{ name: string }>(
    "SELECT name FROM system.merge_tree_settings WHERE name IN ('fsync_after_insert', 'fsync_part_directory')",
  );
  return known.map(({ name }) => `, ${name} = 1`).join("");
}

/** What a migration does besides on a cluster. */
function clusterSql(name: string): string {
  const directory = new URL("../../migrations/clickhouse/cluster/", import.meta.url);
  return readdirSync(directory).includes(name) ? readFileSync(new URL(name, directory), "utf8") : "";
}

function statements(sql: string, parameters: Readonly<Record<string, string>>): string[] {
  return sql
    .replaceAll(/--.*$/gm, "")
    .replaceAll(/\{(\w+)\}/g, (_, name: string) => parameters[name] ?? "")
    .split(";")
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
}
