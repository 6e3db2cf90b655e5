import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { destinationDir } from "../src/destination.ts";
import { readWaiting } from "../src/segment.ts";
import { startRowServer } from "./row-server.ts";
import { until } from "./run-host.ts";
import { makeStateFolder } from "./state-folder.ts";

const example = fileURLToPath(new URL("../../../examples/server/server.js", import.meta.url));

interface RunningServer {
  readonly url: string;
  readonly printed: () => string;
  /** Sends SIGTERM; resolves to the exit code and how long its end took. */
  readonly stop: () => Promise<{ exitCode: number | null; tookMs: number }>;
}

async function startExample(env: NodeJS.ProcessEnv): Promise<RunningServer> {
  const child = spawn(process.execPath, [example], { env, stdio: ["ignore", "pipe", "inherit"] });
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (stdout += chunk));
  await until(() => stdout.includes("\n"));
  return {
    url: /http:\S+/.exec(stdout)?.[0] ?? "",
    printed: () => stdout,
    stop: async () => {
      const startMs = performance.now();
      const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
      child.kill("SIGTERM");
      return { exitCode: await ended, tookMs: performance.now() - startMs };
    },
  };
}

test("a server's events arrive while it runs", async () => {
  using state = makeStateFolder();
  await using rows = await startRowServer();
  const env = { EVENTS_ENABLED: "1", EVENTS_URL: rows.url, ASTROLABE_STATE_DIR: state.path };
  const server = await startExample(env);
  assert.equal(await (await fetch(`${server.url}/Ann`)).text(), "Hello, Ann\n");
  assert.equal((await fetch(`${server.url}/`)).status, 400);
  await until(() => rows.table.size === 2);
  const exitCodes = [...rows.table.values()].map(({ payload }) => String(payload["exit_code"]));
  assert.deepEqual(exitCodes.toSorted(), ["0", "1"]);
  assert.equal((await server.stop()).exitCode, 0);
});

test("a flush at SIGTERM brings what waits", async () => {
  using state = makeStateFolder();
  await using rows = await startRowServer();
  const env = {
    EVENTS_ENABLED: "1",
    EVENTS_URL: rows.url,
    ASTROLABE_STATE_DIR: state.path,
    ASTROLABE_FLUSHER: "none",
  };
  const server = await startExample(env);
  for (const who of ["Ann", "Bob"]) await fetch(`${server.url}/${who}`);
  assert.equal(rows.table.size, 0);
  assert.equal((await server.stop()).exitCode, 0);
  assert.match(server.printed(), /sent 2, waiting 0/);
  assert.equal(rows.table.size, 2);
});

test("a flush at SIGTERM keeps to its deadline, and what it could not send stays", async () => {
  using state = makeStateFolder();
  await using rows = await startRowServer(() => "hang");
  const env = {
    EVENTS_ENABLED: "1",
    EVENTS_URL: rows.url,
    ASTROLABE_STATE_DIR: state.path,
    ASTROLABE_FLUSHER: "none",
  };
  const server = await startExample(env);
  await fetch(`${server.url}/Ann`);
  const { exitCode, tookMs } = await server.stop();
  assert.equal(exitCode, 0);
  assert.match(server.printed(), /sent 0, waiting 1/);
  assert.ok(tookMs < 10_000, `${tookMs} ms`);
  assert.equal(readWaiting(destinationDir(state.path, rows.url)).length, 1);
});
