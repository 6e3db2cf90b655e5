import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFileSync, chmodSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { choose } from "../src/choose.ts";
import { destinationDir } from "../src/destination.ts";
import { parseRow } from "../src/parse-row.ts";
import { readWaiting } from "../src/segment.ts";
import { recordEvent } from "../src/telemetry.ts";
import { startRowServer } from "./row-server.ts";
import { heldToModes, runHost, until, type HostOptions } from "./run-host.ts";
import { makeStateFolder } from "./state-folder.ts";

/** A port that nobody listens on. */
const deadUrl = "http://127.0.0.1:9/rest/v1/events";

const enabled = (stateDir: string, url: string): NodeJS.ProcessEnv => ({
  EVENTS_ENABLED: "1",
  EVENTS_URL: url,
  ASTROLABE_STATE_DIR: stateDir,
});

/** The host says, prints and returns the same as without telemetry. */
async function assertUnchanged(options: HostOptions): Promise<void> {
  const without = await runHost({ ...options, how: "none" });
  const run = await runHost(options);
  assert.deepEqual(run, without);
  assert.deepEqual(run, { stdout: "working\ndone\n", stderr: "thinking\n", exitCode: 3, signal: null });
}

for (const how of ["return", "exit", "throw", "kill"]) {
  test(`an event recorded right before the end by ${how} arrives`, async () => {
    using state = makeStateFolder();
    await using server = await startRowServer();
    const env = { ...enabled(state.path, server.url), EVENTS_TOKEN: "key" };
    const { exitCode, signal } = await runHost({ env, how });
    assert.equal(signal ?? exitCode, { return: 3, exit: 3, throw: 1, kill: "SIGKILL" }[how]);
    await until(() => server.table.size === 1);
    assert.equal(server.received[0]?.headers["authorization"], "Bearer key");
  });
}

test(
  "the commands of one minute share a flusher, and each event arrives at once",
  { timeout: 20_000 },
  async () => {
    using state = makeStateFolder();
    await using server = await startRowServer();
    const env = enabled(state.path, server.url);
    const tokens = new Set<string>();
    for (let n = 1; n <= 5; n++) {
      await runHost({ env });
      await until(() => server.table.size === n);
      tokens.add(readFileSync(join(destinationDir(state.path, server.url), "flusher.json"), "utf8"));
    }
    assert.equal(tokens.size, 1);
  },
);

const endings: Record<string, (stateDir: string) => void> = {
  "its folder is gone": (stateDir) => rmSync(stateDir, { recursive: true, maxRetries: 5 }),
  "another choice is made": (stateDir) => choose(stateDir, "local"),
  "telemetry is turned off": (stateDir) => choose(stateDir, "off"),
};

for (const [why, end] of Object.entries(endings)) {
  test(`a flusher ends when ${why}`, async (context) => {
    if (!existsSync("/proc/self/environ")) {
      context.skip("needs /proc");
      return;
    }
    await using server = await startRowServer();
    using state = makeStateFolder();
    await runHost({ env: enabled(state.path, server.url) });
    await until(() => server.table.size === 1);
    assert.equal(flushersOf(state.path).length, 1);
    end(state.path);
    await until(() => flushersOf(state.path).length === 0);
  });
}

test(
  "a flusher does not wait for a server that wants to be left alone, and none is started",
  { timeout: 20_000 },
  async (context) => {
    if (!existsSync("/proc/self/environ")) {
      context.skip("needs /proc");
      return;
    }
    await using server = await startRowServer(() => ({ status: 429, headers: { "Retry-After": "3600" } }));
    using state = makeStateFolder();
    const env = enabled(state.path, server.url);
    await runHost({ env });
    await until(() => server.received.length === 1);
    await until(() => flushersOf(state.path).length === 0);
    rmSync(join(destinationDir(state.path, server.url), "flusher.json"));
    await runHost({ env });
    assert.deepEqual(flushersOf(state.path), []);
    assert.equal(readWaiting(destinationDir(state.path, server.url)).length, 2);
  },
);

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

test("the host is unchanged whatever its network is", async () => {
  await using silent = await startRowServer(() => "hang");
  await using slow = await startRowServer(() => ({ status: 503 }));
  for (const url of [
    deadUrl,
    silent.url,
    slow.url,
    "http://does-not-exist.invalid/",
    "nonsense",
    "ftp://x/",
  ]) {
    using state = makeStateFolder();
    await assertUnchanged({ env: enabled(state.path, url) });
  }
});

test("the host is unchanged when the state directory cannot be made", async () => {
  using state = makeStateFolder();
  for (const dir of ["/dev/null/state", join(state.path, "a/b/c/d/e"), "/proc/astrolabe"]) {
    await assertUnchanged({ env: enabled(dir, deadUrl) });
  }
  const env = { EVENTS_ENABLED: "1", EVENTS_URL: deadUrl };
  await assertUnchanged({ env });
  const home = join(state.path, "missing/home");
  await assertUnchanged({ env: { ...env, HOME: home } });
  assert.ok(!existsSync(join(state.path, "missing")));
});

test("the host is unchanged when its home is read-only", async (context) => {
  if (process.platform === "win32") {
    context.skip("no such modes");
    return;
  }
  using state = makeStateFolder();
  chmodSync(state.path, 0o555);
  const env = { EVENTS_ENABLED: "1", EVENTS_URL: deadUrl, HOME: state.path };
  await assertUnchanged({ env, under: heldToModes });
  const { stdout } = await runHost({ env, under: heldToModes, how: "print" });
  assert.match(stdout, /recorded: false/);
  assert.deepEqual(readdirSync(state.path), []);
});

test("the host is unchanged when the disk is full, and what was recorded stays whole", async (context) => {
  using state = makeStateFolder();
  using disk = mountSmallDisk(state.path);
  if (disk === undefined) {
    context.skip("mounting a small disk is not allowed here");
    return;
  }
  const stateDir = join(state.path, "state");
  const env = enabled(stateDir, deadUrl);
  const record = (n: number): Promise<boolean> =>
    recordEvent("tool", { n }, { env: { ...env, ASTROLABE_FLUSHER: "none" }, argv: [] });

  assert.ok(await record(0));
  const filling = join(state.path, "filling");
  assert.throws(() => {
    for (;;) appendFileSync(filling, Buffer.alloc(1024));
  }, /ENOSPC/);
  let recorded = 1;
  while (await record(recorded)) recorded++;
  await assertUnchanged({ env });
  assert.match((await runHost({ env, how: "print" })).stdout, /recorded: false/);

  rmSync(filling);
  assert.ok(await record(recorded++));
  const rows = readWaiting(destinationDir(stateDir, deadUrl)).flatMap((line) => parseRow(line) ?? []);
  assert.deepEqual(
    rows.map(({ payload }) => payload["n"]),
    [...Array.from({ length: recorded }).keys()],
  );
});

/** Mounts a disk of 64 KiB; undefined where that is not allowed. */
function mountSmallDisk(path: string): Disposable | undefined {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", path], { stdio: "ignore" });
  } catch {
    return undefined;
  }
  return { [Symbol.dispose]: () => execFileSync("umount", ["-l", path]) };
}
