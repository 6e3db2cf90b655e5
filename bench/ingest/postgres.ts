// PostgreSQL as Debian packages it, on a cluster of its own with the default configuration: fsync is on.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, chown, mkdir, readdir } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { LoadResult } from "./load.ts";
import { measureInserts } from "./measure-inserts.ts";

export interface Postgres {
  /** Inserts batches over connections that each wait for an answer: one multi-row statement a batch. */
  measureBatches(connections: number, rows: number, measureMs: number): Promise<LoadResult>;
  /** Makes an empty database beside the one that `measureBatches` writes to; returns its address. */
  createDatabase(): Promise<string>;
  /** Runs statements in a database, by its address. */
  run(url: string, sql: string): Promise<void>;
  stop(): Promise<void>;
}

/** The part of the driver `pg` that is used here; it is installed in bench/ only. */
interface Pool {
  query(statement: string | { name: string; text: string; values: unknown[] }): Promise<unknown>;
  end(): Promise<void>;
}

/** PostgreSQL refuses to run as root: then it runs as this user of every Linux, nobody. */
const unprivileged = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** Undefined when PostgreSQL or its driver is not on the machine. */
export async function startPostgres(directory: string): Promise<Postgres | undefined> {
  const binaries = await findBinaries();
  const createPool = await loadDriver();
  if (binaries === undefined || createPool === undefined) return undefined;
  await mkdir(directory);
  if (unprivileged.uid !== undefined) {
    await chmod(dirname(directory), 0o755);
    await chown(directory, unprivileged.uid, unprivileged.gid);
  }
  const initArguments = ["-D", directory, "-U", "postgres", "--auth=trust"];
  await promisify(execFile)(join(binaries, "initdb"), initArguments, unprivileged);
  const port = await freePort();
  const serverArguments = ["-D", directory, "-p", String(port), "-k", directory, "-h", "127.0.0.1"];
  const server = spawn(join(binaries, "postgres"), serverArguments, { ...unprivileged, stdio: "ignore" });
  const address = { host: "127.0.0.1", port, user: "postgres", database: "postgres" };
  const pool = createPool({ ...address, max: 8 });
  await untilReady(pool);
  let databases = 0;
  await pool.query("create table events (id uuid primary key default gen_random_uuid(), payload jsonb)");
  return {
    measureBatches: (connections, rows, measureMs) =>
      measureBatches(createPool({ ...address, max: connections }), connections, rows, measureMs),
    async createDatabase() {
      databases += 1;
      await pool.query(`create database store_${databases}`);
      return `postgres://postgres@127.0.0.1:${port}/store_${databases}`;
    },
    async run(connectionString, sql) {
      const other = createPool({ connectionString });
      await other.query(sql);
      await other.end();
    },
    async stop() {
      await pool.end();
      server.kill("SIGINT");
      await once(server, "exit");
    },
  };
}

async function measureBatches(
  pool: Pool,
  atOnce: number,
  rowsPerBatch: number,
  measureMs: number,
): Promise<LoadResult> {
  const places = Array.from(
    { length: rowsPerBatch },
    (_, index) => `($${2 * index + 1},$${2 * index + 2})`,
  ).join(",");
  const text = `insert into events (id, payload) values ${places}`;
  const result = await measureInserts(
    (rows) =>
      pool.query({
        name: "batch",
        text,
        values: rows.flatMap(({ id, payload }) => [id, JSON.stringify(payload)]),
      }),
    { atOnce, rowsPerBatch, measureMs },
  );
  await pool.end();
  return result;
}

async function findBinaries(): Promise<string | undefined> {
  const root = "/usr/lib/postgresql";
  const versions = await readdir(root).catch(() => []);
  const newest = versions.toSorted((a, b) => Number(b) - Number(a))[0];
  return newest === undefined ? undefined : join(root, newest, "bin");
}

async function loadDriver(): Promise<((options: object) => Pool) | undefined> {
  const name: string = "pg";
  try {
    const driver: { default: { Pool: new (options: object) => Pool } } = await import(name);
    return (options) => new driver.default.Pool(options);
  } catch {
    return undefined;
  }
}

async function untilReady(pool: Pool): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await pool.query("select 1");
      return;
    } catch (error) {
      if (attempt === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("There is no free port");
  return address.port;
}
