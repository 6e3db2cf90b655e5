import assert from "node:assert/strict";
import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { destinationDir } from "../src/destination.ts";
import { readWaiting } from "../src/segment.ts";
import { createTelemetry, recordEvent } from "../src/telemetry.ts";
import { startRowServer } from "./row-server.ts";
import { runHost } from "./run-host.ts";
import { makeStateFolder } from "./state-folder.ts";

const enabled = (stateDir: string, url: string): NodeJS.ProcessEnv => ({
  EVENTS_ENABLED: "1",
  EVENTS_URL: url,
  ASTROLABE_STATE_DIR: stateDir,
});

test("with flush: await the event has arrived when recordEvent resolves, and no process was started", async () => {
  using state = makeStateFolder();
  await using server = await startRowServer();
  const telemetry = createTelemetry({ env: enabled(state.path, server.url), argv: [], flush: "await" });
  assert.equal(await telemetry.record("tool", { exit_code: 0 }), true);
  assert.equal(server.table.size, 1);
  const dir = destinationDir(state.path, server.url);
  assert.deepEqual(readWaiting(dir), []);
  assert.ok(!existsSync(join(dir, "flusher.json")));
});

test("with flush: await an event that cannot be sent is recorded all the same, and nothing throws", async () => {
  using state = makeStateFolder();
  const url = "http://127.0.0.1:9/rest/v1/events";
  const options = { env: enabled(state.path, url), argv: [], flush: "await" } as const;
  assert.equal(await recordEvent("tool", {}, options), true);
  assert.equal(readWaiting(destinationDir(state.path, url)).length, 1);
  assert.equal(
    await recordEvent("tool", {}, { ...options, env: { ...options.env, DO_NOT_TRACK: "1" } }),
    false,
  );
});

test("EVENTS_DEBUG sends nothing, by flush neither", async () => {
  using state = makeStateFolder();
  await using server = await startRowServer();
  const env = { ...enabled(state.path, server.url), ASTROLABE_FLUSHER: "none" };
  assert.ok(await recordEvent("tool", {}, { env, argv: [] }));
  await createTelemetry({ env: { ...env, EVENTS_DEBUG: "1" }, argv: [] }).flush();
  assert.equal(server.received.length, 0);
});

test("a program that awaits a server that never answers ends at the deadline, by itself", async () => {
  using state = makeStateFolder();
  await using server = await startRowServer(() => "hang");
  const run = await runHost({
    env: { ...enabled(state.path, server.url), HOST_DEADLINE_MS: "300" },
    how: "await",
  });
  assert.equal(run.exitCode, 3);
  const [, awaitedMs, endedMs] = /awaited (\d+)\ndone\nended (\d+)/.exec(run.stdout) ?? [];
  // A request alone is given up after 10 s.
  assert.ok(Number(awaitedMs) >= 290 && Number(endedMs) < 9000, run.stdout);
  assert.equal(readWaiting(destinationDir(state.path, server.url)).length, 1);
});

test("a name server that keeps silent does not keep a program that awaits from ending", (context) => {
  const script = fileURLToPath(new URL("./mute-name-server.py", import.meta.url));
  const host = fileURLToPath(new URL("./host-program.js", import.meta.url));
  using state = makeStateFolder();
  const env = {
    ...enabled(state.path, "http://collector.example/events"),
    HOST_DEADLINE_MS: "300",
    PATH: process.env["PATH"],
  };
  const isolated = (...command: string[]): SpawnSyncReturns<string> =>
    spawnSync("unshare", ["--net", "--mount", "python3", script, ...command], { env, encoding: "utf8" });
  if (isolated(process.execPath, "--version").status !== 0) {
    context.skip("networks cannot be set apart here");
    return;
  }
  const { status, stdout, stderr } = isolated(process.execPath, host, "await");
  assert.equal(status, 3, stderr);
  // getaddrinfo alone gives up after 10 s.
  assert.ok(Number(/ended (\d+)/.exec(stdout)?.[1]) < 9000, stdout);
  assert.ok(readdirSync(state.path).includes("spool"));
});
