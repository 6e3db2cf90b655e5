import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { destinationDir } from "../src/destination.ts";
import { flusherStayMs } from "../src/limits.ts";
import { readWaiting } from "../src/segment.ts";
import { startRowServer } from "./row-server.ts";
import { runHost, until } from "./run-host.ts";
import { makeStateFolder } from "./state-folder.ts";

const hasProc = existsSync("/proc/self/environ");

const enabled = (stateDir: string, url: string): NodeJS.ProcessEnv => ({
  EVENTS_ENABLED: "1",
  EVENTS_URL: url,
  EVENTS_TOKEN: "geheim",
  ASTROLABE_STATE_DIR: stateDir,
});

/** The processes that were given this state directory to flush. */
function flushersOf(stateDir: string): string[] {
  return readdirSync("/proc").filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, "utf8");
      return environment.includes("ASTROLABE_FLUSHER=") && environment.includes(stateDir);
    } catch {
      return false;
    }
  });
}

test("of twenty commands that end at once, one starts a flusher, and it brings all of their events", async (context) => {
  if (!hasProc) {
    context.skip("needs /proc");
    return;
  }
  using state = makeStateFolder();
  await using server = await startRowServer();
  const env = enabled(state.path, server.url);
  const seen = new Set<string>();
  const looking = setInterval(() => flushersOf(state.path).forEach((pid) => seen.add(pid)), 20);
  await Promise.all(Array.from({ length: 20 }, () => runHost({ env })));
  await until(() => server.table.size === 20);
  clearInterval(looking);
  assert.equal(seen.size, 1);
  const [pid = ""] = seen;

  // It is nobody's child, holds no terminal and no project, and tells nothing in its arguments.
  const [, rest = ""] = /^\d+ \(.*\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
  const [, , processGroup, session, terminal] = rest.split(" ");
  assert.deepEqual([processGroup, session, terminal], [pid, pid, "0"]);
  assert.equal(readlinkSync(`/proc/${pid}/cwd`), "/");
  for (const fd of [0, 1, 2]) assert.equal(readlinkSync(`/proc/${pid}/fd/${fd}`), "/dev/null");
  const commandLine = readFileSync(`/proc/${pid}/cmdline`, "utf8");
  assert.ok(!commandLine.includes("geheim") && !commandLine.includes(server.url), commandLine);
  const left = (): string => readdirSync(destinationDir(state.path, server.url)).toSorted().join();
  await until(() => left() === "backoff.json,destination.json,flusher.json");
});

test("a state directory given as a relative path is the same one for the flusher", async () => {
  using state = makeStateFolder();
  await using server = await startRowServer();
  const env = { ...enabled("", server.url), HOST_STATE_DIR: "./here" };
  mkdirSync(join(state.path, "project"));
  await runHost({ env, cwd: join(state.path, "project") });
  await until(() => server.table.size === 1);
  assert.deepEqual(readdirSync(join(state.path, "project")), ["here"]);
});

test("a lock that a starter left when it died holds up one minute's start, and no more", async () => {
  using state = makeStateFolder();
  await using server = await startRowServer();
  const env = enabled(state.path, server.url);
  const dir = destinationDir(state.path, server.url);
  const lock = join(dir, "flusher.lock");
  mkdirSync(dir, { recursive: true });
  writeFileSync(lock, "");
  await runHost({ env });
  assert.ok(existsSync(lock) && !existsSync(join(dir, "flusher.json")));
  for (const byMs of [-flusherStayMs - 1000, flusherStayMs]) {
    writeFileSync(lock, "");
    const atS = (Date.now() + byMs) / 1000;
    utimesSync(lock, atS, atS);
    await runHost({ env });
    assert.ok(!existsSync(lock));
  }
  await runHost({ env });
  await until(() => server.table.size === 4);
});

test("a flusher starts no flusher", async () => {
  using state = makeStateFolder();
  await using server = await startRowServer();
  await runHost({ env: { ...enabled(state.path, server.url), ASTROLABE_FLUSHER: "some-id" } });
  const dir = destinationDir(state.path, server.url);
  assert.equal(readWaiting(dir).length, 1);
  assert.ok(!existsSync(join(dir, "flusher.json")));
});

test("a flusher is gone after its lifetime, whatever holds it up", async () => {
  using state = makeStateFolder();
  await using server = await startRowServer(() => "hang");
  const dir = destinationDir(state.path, server.url);
  await runHost({ env: { ...enabled(state.path, server.url), ASTROLABE_FLUSHER: "none" } });
  writeFileSync(join(dir, "flusher.json"), JSON.stringify({ id: "mine", startedMs: Date.now() }));
  // Its timers run a hundred times as fast, those of the network do not: the request outlasts its lifetime.
  const fast = "data:text/javascript,const t=setTimeout;globalThis.setTimeout=(f,ms,...a)=>t(f,ms/100,...a)";
  const program = fileURLToPath(new URL("../dist/bundled/flusher.js", import.meta.url));
  const flusher = spawn(process.execPath, ["--import", fast, program], {
    env: { ...enabled(state.path, server.url), ASTROLABE_FLUSHER: "mine" },
    stdio: "ignore",
  });
  const [, signal] = (await once(flusher, "exit")) as [number | null, string | null];
  assert.equal(signal, "SIGKILL");
  assert.equal(server.received.length, 1);
  assert.equal(readWaiting(dir).length, 1);
});

test("a flusher whose folder is deleted in mid-flight ends, and makes nothing again", async (context) => {
  if (!hasProc) {
    context.skip("needs /proc");
    return;
  }
  using state = makeStateFolder();
  await using server = await startRowServer(() => "hang");
  const path = realpathSync(state.path);
  const stateDir = join(path, "state");
  await runHost({ env: enabled(stateDir, server.url) });
  await until(() => server.received.length === 1);
  rmSync(stateDir, { recursive: true, maxRetries: 5 });
  server.closeConnections();
  await until(() => flushersOf(stateDir).length === 0);
  assert.deepEqual(readdirSync(path), []);
});
