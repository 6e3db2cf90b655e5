import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { choose } from "../src/choose.ts";
import { startRowServer } from "./row-server.ts";
import { runHost, until } from "./run-host.ts";
import { makeStateFolder } from "./state-folder.ts";

const hasTracer = spawnSync("strace", ["-V"]).status === 0;
const mustTrace = process.env["ASTROLABE_TEST_REQUIRE"]?.includes("strace") ?? false;

interface Trace {
  /** Calls that open a file for writing, or change one. */
  readonly writes: string[];
  readonly network: string[];
  readonly processes: string[];
  /** Calls that name the state directory. */
  readonly state: string[];
}

/** What the host program asks of the system, from its start to its end. */
async function traceHost(folder: string, env: NodeJS.ProcessEnv, how: string): Promise<Trace> {
  const output = join(folder, `trace-${how}`);
  const calls = "trace=%file,%network,%process,ftruncate,fallocate,fchmod";
  const under = ["strace", "-f", "-qq", "-e", calls, "-e", "signal=none", "-o", output];
  const { stdout, exitCode } = await runHost({ env, how, under });
  assert.deepEqual([stdout, exitCode], ["working\ndone\n", 3]);
  const lines = readFileSync(output, "utf8")
    .split("\n")
    .map((line) => line.replace(/^\d+ +/, ""));
  const matching = (pattern: RegExp): string[] => lines.filter((line) => pattern.test(line));
  return {
    writes: matching(
      /^open.*\b(O_WRONLY|O_RDWR|O_CREAT)\b|^(creat|mkdir|rename|unlink|rmdir|link|symlink|mknod|truncate|ftruncate|fallocate|chmod|fchmod|chown|utime)/,
    ),
    network: matching(/^(socket|connect|bind|sendto|sendmsg)\b/),
    // A thread is no process.
    processes: lines.filter(
      (line) => /^(clone|clone3|fork|vfork|execve)\b/.test(line) && !line.includes("CLONE_THREAD"),
    ),
    state: lines.filter((line) => line.includes(join(folder, "state"))),
  };
}

const waysToBeOff: Record<string, NodeJS.ProcessEnv> = {
  "nobody said yes": {},
  "DO_NOT_TRACK is set": { DO_NOT_TRACK: "1", EVENTS_ENABLED: "1" },
  "EVENTS_ENABLED says no": { EVENTS_ENABLED: "0" },
};

for (const [why, env] of Object.entries(waysToBeOff)) {
  test(`off because ${why}: no file written, no socket, no process`, async (context) => {
    if (!hasTracer && !mustTrace) {
      context.skip("strace is not installed");
      return;
    }
    using folder = makeStateFolder();
    await using server = await startRowServer();
    const full = { ...env, EVENTS_URL: server.url, ASTROLABE_STATE_DIR: join(folder.path, "state") };
    const without = await traceHost(folder.path, full, "none");
    const off = await traceHost(folder.path, full, "return");
    assert.deepEqual(off.writes, without.writes);
    assert.deepEqual(off.network, without.network);
    assert.deepEqual(off.processes.length, without.processes.length);
    // Only where nothing else decides, the stored choice is looked for.
    for (const call of off.state)
      assert.match(call, /^(stat|statx|newfstatat|access|faccessat)\w*\(.*choice\.json"/);
    if (Object.keys(env).length > 0) assert.deepEqual(off.state, []);
    assert.deepEqual(readdirSync(folder.path).toSorted(), ["trace-none", "trace-return"]);
  });
}

test("the tracer would see it if something were written, sent or started", async (context) => {
  if (!hasTracer && !mustTrace) {
    context.skip("strace is not installed");
    return;
  }
  using folder = makeStateFolder();
  await using server = await startRowServer();
  const env = {
    EVENTS_ENABLED: "1",
    EVENTS_URL: server.url,
    ASTROLABE_STATE_DIR: join(folder.path, "state"),
  };
  const without = await traceHost(folder.path, env, "none");
  const tracing = traceHost(folder.path, env, "return");
  await until(() => server.table.size === 1);
  // The tracer follows the flusher, which ends when its folder is gone.
  rmSync(env.ASTROLABE_STATE_DIR, { recursive: true, maxRetries: 5 });
  const on = await tracing;
  assert.ok(on.writes.length > without.writes.length);
  assert.ok(on.network.length > without.network.length);
  assert.ok(on.processes.length > without.processes.length);
});

test("off by the stored choice leaves the state directory as it was", async () => {
  using state = makeStateFolder();
  choose(state.path, "off");
  const before = readdirSync(state.path);
  const { stdout } = await runHost({
    env: { ASTROLABE_STATE_DIR: state.path, EVENTS_URL: "http://127.0.0.1:9/" },
    how: "print",
  });
  assert.match(stdout, /recorded: false/);
  assert.deepEqual(readdirSync(state.path), before);
});
