import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { readSpool } from "../src/read-spool.ts";
import { createTelemetry, type Telemetry } from "../src/telemetry.ts";
import { makeStateFolder } from "./state-folder.ts";

const env = { EVENTS_ENABLED: "1", EVENTS_URL: "http://127.0.0.1:9/", ASTROLABE_FLUSHER: "none" };

function makeTelemetry(stateDir: string): Telemetry {
  return createTelemetry({ env, stateDir, argv: [] });
}

/** The events recorded, without what differs from run to run. */
function recorded(stateDir: string): unknown[] {
  return readSpool(stateDir)
    .destinations.flatMap(({ waiting }) => waiting)
    .map((line) => {
      const {
        developer: _developer,
        start_ts,
        end_ts,
        latency_ms,
        ci: _ci,
        ...rest
      } = JSON.parse(line).payload;
      assert.equal(Math.round((end_ts - start_ts) * 1000), latency_ms);
      return rest;
    });
}

function times(count: number, event: unknown): unknown[] {
  return Array.from({ length: count }, () => event);
}

test("run returns what the function returns and records that it went well", async () => {
  using state = makeStateFolder();
  const telemetry = makeTelemetry(state.path);
  const made = {};
  assert.equal(
    telemetry.run("task", () => made, { size: 3, exit_code: 9 }),
    made,
  );
  assert.equal(await telemetry.run("task", () => Promise.resolve(made)), made);
  assert.deepEqual(recorded(state.path), [
    { name: "task", size: 3, exit_code: 0 },
    { name: "task", exit_code: 0 },
  ]);
});

test("run throws the very error that the function throws and records that it failed", async () => {
  using state = makeStateFolder();
  const telemetry = makeTelemetry(state.path);
  for (const thrown of [new Error("no"), "text", undefined]) {
    const isThrown = (error: unknown): boolean => error === thrown;
    const fail = (): never => {
      // eslint-disable-next-line typescript/only-throw-error
      throw thrown;
    };
    assert.throws(() => telemetry.run("task", fail), isThrown);
    // eslint-disable-next-line typescript/prefer-promise-reject-errors
    await assert.rejects(() => telemetry.run("task", () => Promise.reject(thrown)), isThrown);
  }
  assert.deepEqual(recorded(state.path), times(6, { name: "task", exit_code: 1 }));
});

test("run measures until the promise is settled", async () => {
  using state = makeStateFolder();
  const waitMs = 30;
  await makeTelemetry(state.path).run("task", () => new Promise((resolve) => setTimeout(resolve, waitMs)));
  const [line = ""] = readSpool(state.path).destinations.flatMap(({ waiting }) => waiting);
  const latencyMs: number = JSON.parse(line).payload.latency_ms;
  assert.ok(latencyMs >= waitMs - 1, `${latencyMs}`);
});

test("run is the same to the host when nothing can be recorded", async () => {
  const telemetry = createTelemetry({ env: { ...env, DO_NOT_TRACK: "1" }, argv: [] });
  assert.equal(await telemetry.run("task", () => Promise.resolve(7)), 7);
  const unwritable = createTelemetry({ env, stateDir: "/dev/null/state", argv: [] });
  assert.equal(
    unwritable.run("task", () => 7),
    7,
  );
});

const program = fileURLToPath(new URL("./run-program.js", import.meta.url));

interface Ending {
  readonly status: number;
  readonly recorded: readonly unknown[];
}

const endings: Record<string, Ending> = {
  exit: { status: 4, recorded: [{ name: "task", exit_code: 4 }] },
  "exit-code": { status: 5, recorded: [{ name: "task", exit_code: 5 }] },
  throw: { status: 1, recorded: [{ name: "task", exit_code: 1 }] },
  "throw-elsewhere": { status: 1, recorded: [{ name: "task", exit_code: 1 }] },
  "reject-unhandled": { status: 1, recorded: [{ name: "task", exit_code: 1 }] },
  // What is still to be done when nothing can do it any more: node ends with 13 for a top-level await.
  never: { status: 13, recorded: [{ name: "task", exit_code: 13 }] },
  many: { status: 0, recorded: times(30, { name: "task", exit_code: 0 }) },
};

for (const [how, { status, recorded: expected }] of Object.entries(endings)) {
  test(`a program that ends by ${how} within run is recorded once, and ends the same without`, () => {
    using state = makeStateFolder();
    const inEnv = { ...env, ASTROLABE_STATE_DIR: state.path };
    const run = spawnSync(process.execPath, [program, how], { env: inEnv, encoding: "utf8" });
    const without = spawnSync(process.execPath, [program, how, "without"], { env: inEnv, encoding: "utf8" });
    assert.equal(run.status, status, run.stderr);
    assert.deepEqual([run.status, run.stdout], [without.status, without.stdout]);
    assert.equal(messages(run.stderr), messages(without.stderr));
    assert.deepEqual(recorded(state.path), expected);
  });
}

/** Without the lines of a stack, in which the client may be. */
function messages(stderr: string): string {
  return stderr.replaceAll(/^ {4}at .*\n/gm, "");
}
