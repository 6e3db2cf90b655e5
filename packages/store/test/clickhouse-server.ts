import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, statfs, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import type { TestDatabase } from "./contract/database.ts";
import { findClickhouse } from "./find-clickhouse.ts";
import { freePort } from "./free-port.ts";

/** Real ClickHouse servers on loopback, for the tests of one file: two, which are the shards of a cluster, too. */
export interface ClickhouseServers {
  /** A database on the first server, without tables. */
  createEmptyDatabase(): Promise<ClickhouseDatabase>;
  /** The same, or one that was used before and has lost its rows. */
  createDatabase(): Promise<ClickhouseDatabase>;
  /** As both, with its rows spread over the cluster. */
  createEmptyClusterDatabase(): Promise<ClickhouseDatabase>;
  createClusterDatabase(): Promise<ClickhouseDatabase>;
  /** Kills a server, the first one by default, as a loss of power would, and waits until it is there again. */
  crash(server?: 0 | 1): Promise<void>;
  /** Waits until the servers have done all that they were asked for, also by who is gone. */
  idle(): Promise<void>;
}

export interface ClickhouseDatabase extends TestDatabase {
  readonly name: string;
  /** Runs a statement on the first server; the rows of its answer, whose 64-bit numbers are text. */
  query(sql: string): Promise<Record<string, unknown>[]>;
}

export const clusterName = "two_shards";
const required = process.env.ASTROLABE_TEST_REQUIRE?.includes("clickhouse") ?? false;

/** A suite over servers of its own. Skipped where there is no ClickHouse, unless it is required. */
export function clickhouseSuite(name: string, define: (servers: ClickhouseServers) => void): void {
  const program = findClickhouse();
  const missing = "ClickHouse (clickhouse-server) is not installed";
  if (program === undefined) {
    test(name, { skip: required ? false : missing }, () => assert.fail(missing));
    return;
  }
  suite(name, () => {
    let servers: RunningServers | undefined;
    const running = (): RunningServers => servers ?? assert.fail("the servers run only while the tests do");
    before(async () => {
      servers = await startClickhouse(program);
    });
    after(() => servers?.stop());
    define({
      createEmptyDatabase: () => running().createEmptyDatabase(),
      createDatabase: () => running().createDatabase(),
      createEmptyClusterDatabase: () => running().createEmptyClusterDatabase(),
      createClusterDatabase: () => running().createClusterDatabase(),
      crash: (server) => running().crash(server),
      idle: () => running().idle(),
    });
  });
}

export interface RunningServers extends ClickhouseServers {
  /** Stops the servers and removes their files. */
  stop(): Promise<void>;
}

interface Ports {
  readonly http: number;
  readonly tcp: number;
}

export async function startClickhouse(program: string): Promise<RunningServers> {
  const directory = await mkdtemp(join(await temporaryParent(), "astrolabe-clickhouse-"));
  const ports: Ports[] = [];
  for (let server = 0; server < 2; server += 1) ports.push({ http: await freePort(), tcp: await freePort() });
  for (const [server, { http, tcp }] of ports.entries()) {
    await mkdir(join(directory, `${server}`));
    await writeFile(
      join(directory, `${server}`, "config.xml"),
      config(join(directory, `${server}`), http, tcp, ports),
    );
    await writeFile(join(directory, `${server}`, "users.xml"), users);
  }
  const keeper = startKeeper(program, directory);

  async function stop(): Promise<void> {
    const ended = once(keeper, "exit");
    keeper.stdin?.end();
    if (keeper.exitCode === null && keeper.signalCode === null) await ended;
  }

  try {
    const urls = ports.map(({ http }) => `http://127.0.0.1:${http}/`);
    for (const url of urls) await untilReady(url, keeper, directory);
    return {
      ...createDatabases(urls),
      stop,
      idle: () => idle(urls),
      crash: (server = 0) => crash(server, urls, keeper, directory),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** In memory, if there is room: a part is forty files, and a killed process leaves them as they are there, too. */
async function temporaryParent(): Promise<string> {
  const inMemory = "/dev/shm";
  const { bavail, bsize } = await statfs(inMemory).catch(() => ({ bavail: 0, bsize: 0 }));
  return bavail * bsize > 2 ** 30 ? inMemory : tmpdir();
}

function config(directory: string, http: number, tcp: number, ports: readonly Ports[]): string {
  const shards = ports.map(
    (each) => `<shard><replica><host>127.0.0.1</host><port>${each.tcp}</port></replica></shard>`,
  );
  return `<yandex>
    <logger><level>warning</level><log>${directory}/log</log><errorlog>${directory}/errors</errorlog></logger>
    <listen_host>127.0.0.1</listen_host><http_port>${http}</http_port><tcp_port>${tcp}</tcp_port>
    <path>${directory}/data/</path><tmp_path>${directory}/tmp/</tmp_path>
    <user_files_path>${directory}/files/</user_files_path>
    <users_config>${directory}/users.xml</users_config>
    <default_profile>default</default_profile><default_database>default</default_database>
    <mark_cache_size>67108864</mark_cache_size><timezone>Pacific/Kiritimati</timezone>
    <remote_servers><${clusterName}>${shards.join("")}</${clusterName}></remote_servers>
  </yandex>`;
}

const users = `<yandex>
  <profiles><default></default><reader><readonly>2</readonly></reader></profiles>
  <quotas><default></default></quotas>
  <users>
    <default><password></password>${profile("default")}</default>
    <ann><password>secret</password>${profile("default")}</ann>
    <reader><password></password>${profile("reader")}</reader>
  </users>
</yandex>`;

function profile(name: string): string {
  return `<networks><ip>127.0.0.1</ip></networks><profile>${name}</profile><quota>default</quota>`;
}

/**
 * Runs both servers, each again whenever it ends, until standard input does: when this process ends, however it does, the
 * servers and their files go, too.
 */
const keeperScript = `
  directory=$1 program=$2
  for server in 0 1; do
    (
      until [ -e "$directory/stop" ]; do
        "$program" --config-file="$directory/$server/config.xml" >>"$directory/$server/out" 2>&1 </dev/null &
        echo $! >"$directory/$server/pid"
        wait $!
      done
    ) &
  done
  cat >/dev/null
  touch "$directory/stop"
  while kill -9 $(cat "$directory"/?/pid) 2>/dev/null; do sleep 0.05; done
  wait
  rm -rf "$directory"`;

function startKeeper(program: string, directory: string): ChildProcess {
  return spawn("sh", ["-c", keeperScript, "clickhouse-keeper", directory, program], {
    stdio: ["pipe", "ignore", "ignore"],
    cwd: directory,
    env: { PATH: process.env.PATH, LC_ALL: "C" },
  });
}

async function untilReady(url: string, keeper: ChildProcess, directory: string): Promise<void> {
  for (let attempt = 0; attempt < 1200 && keeper.exitCode === null; attempt += 1) {
    const ready = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return;
    await wait(25);
  }
  const log = await readFile(join(directory, "0", "out"), "utf8").catch(() => "it wrote no log");
  throw new Error(`ClickHouse doesn't start: ${log}`);
}

async function crash(
  server: 0 | 1,
  urls: readonly string[],
  keeper: ChildProcess,
  directory: string,
): Promise<void> {
  const pidFile = join(directory, `${server}`, "pid");
  const killed = await readFile(pidFile, "utf8");
  process.kill(Number(killed), "SIGKILL");
  while ((await readFile(pidFile, "utf8")) === killed) await wait(10);
  await untilReady(urls[server] ?? "", keeper, directory);
}

async function idle(urls: readonly string[]): Promise<void> {
  await wait(50); // What is on its way to them.
  for (const url of urls) {
    while ((await runSql(url, "SELECT 1 FROM system.processes LIMIT 1 OFFSET 1")).length > 0) await wait(10);
  }
}

type Databases = Omit<ClickhouseServers, "crash" | "idle">;

function createDatabases(servers: readonly string[]): Databases {
  let made = 0;
  const [first = ""] = servers;
  /** Those that were used, and are empty again: to make and to drop one takes longer. */
  const spare = { single: [] as string[], cluster: [] as string[] };

  async function make(on: readonly string[]): Promise<string> {
    made += 1;
    const name = `test_${made}`;
    for (const server of on) await runSql(server, `CREATE DATABASE ${name}`);
    return name;
  }

  async function empty(kind: keyof typeof spare): Promise<ClickhouseDatabase> {
    const on = serversOf(kind);
    const name = await make(on);
    return database(kind, name, async () => {
      for (const server of on) await runSql(server, `DROP DATABASE ${name}`);
    });
  }

  async function used(kind: keyof typeof spare): Promise<ClickhouseDatabase> {
    const name = spare[kind].pop() ?? (await make(serversOf(kind)));
    return database(kind, name, async () => {
      const local = kind === "cluster" ? "_local" : "";
      for (const server of serversOf(kind)) {
        for (const table of ["event_rows", "nsm_rows", "mark_rows", "forgotten_rows"])
          await runSql(server, `TRUNCATE TABLE ${name}.${table}${local}`);
      }
      spare[kind].push(name);
    });
  }

  function serversOf(kind: keyof typeof spare): readonly string[] {
    return kind === "cluster" ? servers : [first];
  }

  function database(kind: keyof typeof spare, name: string, remove: () => Promise<void>): ClickhouseDatabase {
    const hosts = serversOf(kind).map((server) => new URL(server).host);
    return {
      name,
      url: `clickhouse://${hosts.join(",")}/${name}${kind === "cluster" ? `?cluster=${clusterName}` : ""}`,
      query: (sql) => runSql(`${first}?database=${name}`, sql),
      remove,
    };
  }

  return {
    createEmptyDatabase: () => empty("single"),
    createDatabase: () => used("single"),
    createEmptyClusterDatabase: () => empty("cluster"),
    createClusterDatabase: () => used("cluster"),
  };
}

async function runSql(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const format = sql.startsWith("SELECT") && !sql.endsWith("FORMAT Null") ? " FORMAT JSONEachRow" : "";
  const answer = await fetch(url, { method: "POST", body: sql + format });
  const text = await answer.text();
  assert.ok(answer.ok, text);
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line): Record<string, unknown> => JSON.parse(line));
}
