import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { payloadOf } from "../src/record-event.ts";
import { runCommand } from "./run-command.ts";
import { tempFolder } from "./temp-folder.ts";

const nowMs = 1_763_836_012_456;

test("without an end the event ends now, and its latency follows", () => {
  assert.deepEqual(payloadOf({ exitCode: 0, startTs: 1_763_836_000.123, field: {} }, nowMs), {
    exit_code: 0,
    start_ts: 1_763_836_000.123,
    end_ts: 1_763_836_012.456,
    latency_ms: 12_333,
  });
});

test("a latency that is given is kept, and without a start there is none", () => {
  assert.equal(payloadOf({ startTs: 1, endTs: 2, field: { latency_ms: 7 } }, nowMs)["latency_ms"], 7);
  assert.ok(!("latency_ms" in payloadOf({ field: {} }, nowMs)));
});

test("an option is stronger than a field of the same name", () => {
  assert.equal(payloadOf({ exitCode: 1, field: { exit_code: 0 } }, nowMs)["exit_code"], 1);
});

/** The event that the arguments make, as EVENTS_DEBUG shows it. */
async function eventOf(...args: string[]): Promise<Record<string, unknown>> {
  const env = { EVENTS_DEBUG: "1", EVENTS_SALT: "salt", EMAIL: "ada@example.com" };
  const { code, stdout, stderr } = await runCommand("record-event", [...args, "--analytics"], { env });
  assert.equal(code, 0, stderr);
  assert.equal(stdout, "");
  const { payload }: { payload: Record<string, unknown> } = JSON.parse(stderr);
  return payload;
}

test("fields that are JSON numbers, true, false or null are that, and all others text", async () => {
  const fields = [
    "n=3",
    "f=-0.5",
    "e=1e3",
    "t=true",
    "z=null",
    "s=3 apples",
    "v=1.2.3",
    "h=0x1",
    "o=01",
    "x=",
    "q=a=b",
  ];
  const event = await eventOf("ai-do", ...fields.flatMap((field) => ["--field", field]));
  const { n, f, e, t, z, s, v, h, o, x, q } = event;
  assert.deepEqual(
    { n, f, e, t, z, s, v, h, o, x, q },
    {
      n: 3,
      f: -0.5,
      e: 1000,
      t: true,
      z: null,
      s: "3 apples",
      v: "1.2.3",
      h: "0x1",
      o: "01",
      x: "",
      q: "a=b",
    },
  );
});

test("the event holds what was given, and a pseudonym", async () => {
  const event = await eventOf(
    "ai-do",
    "--exit-code",
    "-1",
    "--start-ts",
    "1763836000.5",
    "--end-ts",
    "1763836001",
  );
  const { name, exit_code, start_ts, end_ts, latency_ms, developer } = event;
  assert.deepEqual(
    { name, exit_code, start_ts, end_ts, latency_ms },
    { name: "ai-do", exit_code: -1, start_ts: 1_763_836_000.5, end_ts: 1_763_836_001, latency_ms: 500 },
  );
  assert.match(String(developer), /^[0-9a-f]{32}$/);
});

test("when telemetry is off it says nothing, writes nothing, and exits 0", async (t) => {
  const folder = await tempFolder(t);
  const env = { ASTROLABE_STATE_DIR: join(folder, "state"), EVENTS_URL: "http://127.0.0.1:9/" };
  for (const args of [["ai-do"], ["ai-do", "--no-analytics"]]) {
    assert.deepEqual(await runCommand("record-event", args, { env }), { code: 0, stdout: "", stderr: "" });
  }
  const refused = { ...env, DO_NOT_TRACK: "1", EVENTS_ENABLED: "1" };
  const ended = await runCommand("record-event", ["ai-do", "--analytics", "--json"], { env: refused });
  assert.deepEqual(ended, { code: 0, stdout: '{"recorded":false}\n', stderr: "" });
  assert.deepEqual(await readdir(folder), []);
});

test("--no-analytics is stronger than EVENTS_ENABLED, and the value of a field is no flag", async (t) => {
  const env = { EVENTS_ENABLED: "1", EVENTS_DEBUG: "1", ASTROLABE_STATE_DIR: await tempFolder(t) };
  assert.equal((await runCommand("record-event", ["ai-do", "--no-analytics"], { env })).stderr, "");
  const ended = await runCommand("record-event", ["ai-do", "--field", "flag=--no-analytics"], { env });
  assert.match(ended.stderr, /"flag":"--no-analytics"/);
});

test("wrong usage is exit code 2 with a line that says what is wrong", async () => {
  const wrong: [string[], RegExp][] = [
    [[], /missing required argument 'name'/],
    [["ai-do", "--exit-code", "one"], /whole number/],
    [["ai-do", "--exit-code", "1.5"], /whole number/],
    [["ai-do", "--start-ts", "yesterday"], /epoch seconds/],
    [["ai-do", "--end-ts", "-5"], /epoch seconds/],
    [["ai-do", "--field", "novalue"], /KEY=VALUE/],
    [["ai-do", "--field", "=1"], /KEY=VALUE/],
    [["ai-do", "--field", "developer=ada"], /can't be set/],
    [["ai-do", "extra"], /too many arguments/],
  ];
  for (const [args, message] of wrong) {
    const { code, stdout, stderr } = await runCommand("record-event", args);
    assert.equal(code, 2, args.join(" "));
    assert.equal(stdout, "");
    assert.match(stderr, message);
    assert.match(stderr, /^record-event: /);
  }
});
