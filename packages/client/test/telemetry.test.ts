import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { choose } from "../src/choose.ts";
import { readSpool } from "../src/read-spool.ts";
import { createTelemetry, recordEvent } from "../src/telemetry.ts";
import { startRowServer, type Row } from "./row-server.ts";
import { runHost } from "./run-host.ts";
import { makeStateFolder } from "./state-folder.ts";

const url = "http://127.0.0.1:9/rest/v1/events";

test("an event is recorded before recordEvent returns", async () => {
  using state = makeStateFolder();
  const env = { EVENTS_ENABLED: "1", EVENTS_URL: url, ASTROLABE_FLUSHER: "none" };
  const recorded = recordEvent("tool", { exit_code: 0 }, { env, stateDir: state.path, argv: [] });
  assert.equal(readSpool(state.path).destinations[0]?.waiting.length, 1);
  assert.equal(await recorded, true);
});

test("without a URL, or with one that rows can't be posted to, nothing is recorded", async () => {
  using state = makeStateFolder();
  for (const none of [undefined, "", "localhost:54321", "ftp://localhost/", "not a url"]) {
    const env = { EVENTS_ENABLED: "1", EVENTS_URL: none };
    assert.equal(await recordEvent("tool", {}, { env, stateDir: state.path, argv: [] }), false);
  }
  assert.deepEqual(readdirSync(state.path), []);
});

test("local records without a URL, and starts nothing", async () => {
  using state = makeStateFolder();
  choose(state.path, "local");
  const options = { env: { EVENTS_URL: url }, stateDir: state.path, argv: [] };
  assert.equal(await recordEvent("tool", {}, options), true);
  assert.equal(await recordEvent("tool", {}, { ...options, env: {} }), true);
  const { local, destinations } = readSpool(state.path);
  assert.deepEqual([local.length, destinations], [2, []]);
});

/** A host in JavaScript passes anything. */
function recordAnything(...args: readonly unknown[]): Promise<boolean> {
  return Reflect.apply(recordEvent, undefined, args);
}

test("nothing that a host passes makes it throw", async () => {
  using state = makeStateFolder();
  const env = { EVENTS_ENABLED: "1", EVENTS_URL: url };
  const options = { env, stateDir: state.path, argv: [] };
  const hostile: unknown[] = [null, 7, "text", [], { n: 1n }, { f: () => 1 }];
  for (const payload of hostile) {
    assert.equal(await recordAnything("tool", payload, options), false);
  }
  assert.equal(await recordAnything(Symbol("name"), {}, options), false);
  assert.equal(await recordAnything("tool", {}, null), false);
  assert.deepEqual(
    readdirSync(state.path).filter((name) => name === "spool"),
    [],
  );
});

test("EVENTS_DEBUG prints what would be sent, and neither keeps nor sends it", async () => {
  using state = makeStateFolder();
  await using server = await startRowServer();
  const env = { EVENTS_DEBUG: "1", EVENTS_ENABLED: "1", ASTROLABE_STATE_DIR: state.path };
  for (const debugged of [env, { ...env, EVENTS_URL: server.url }]) {
    const { stdout, stderr, exitCode } = await runHost({ env: debugged, how: "print" });
    assert.equal(stdout, "working\nrecorded: false\ndone\n");
    assert.equal(exitCode, 3);
    const [thinking, row, ...rest] = stderr.split("\n");
    assert.deepEqual([thinking, rest], ["thinking", [""]]);
    const { id, payload }: Row = JSON.parse(row ?? "");
    assert.match(id, /^[0-9a-f-]{36}$/);
    assert.match(String(payload["developer"]), /^[0-9a-f]{32}$/);
    assert.equal(payload["name"], "host");
  }
  const { stderr } = await runHost({ env: { ...env, DO_NOT_TRACK: "1" } });
  assert.equal(stderr, "thinking\n");
  assert.deepEqual(readdirSync(state.path), []);
  assert.equal(server.received.length, 0);
});

test("the environment's token goes to the environment's URL only", async () => {
  using state = makeStateFolder();
  await using ours = await startRowServer();
  await using theirs = await startRowServer();
  const env = { EVENTS_ENABLED: "1", EVENTS_URL: ours.url, EVENTS_TOKEN: "ours", ASTROLABE_FLUSHER: "none" };
  const options = { env, stateDir: state.path, argv: [] };
  for (const telemetry of [createTelemetry(options), createTelemetry({ ...options, url: theirs.url })]) {
    assert.deepEqual(telemetry.consent, { mode: "on", decidedBy: "EVENTS_ENABLED" });
    assert.equal(await telemetry.record("tool"), true);
    assert.equal((await telemetry.flush()).sent, 1);
  }
  assert.equal(ours.received[0]?.headers["apikey"], "ours");
  assert.equal(theirs.received[0]?.headers["apikey"], undefined);
});

test("flush sends nothing when telemetry is off, and never rejects", async () => {
  using state = makeStateFolder();
  await using server = await startRowServer();
  const env = { EVENTS_ENABLED: "1", EVENTS_URL: server.url, ASTROLABE_FLUSHER: "none" };
  const telemetry = createTelemetry({ env, stateDir: state.path, argv: [] });
  await telemetry.record("tool");
  const refused = createTelemetry({ env: { ...env, DO_NOT_TRACK: "1" }, stateDir: state.path, argv: [] });
  const nothing = { sent: 0, duplicate: 0, quarantined: 0, waiting: 0 };
  assert.deepEqual(await refused.flush(), nothing);
  assert.deepEqual(await createTelemetry({ env, stateDir: "/dev/null/x", argv: [] }).flush(), nothing);
  assert.equal(server.received.length, 0);
  assert.equal((await telemetry.flush({ deadlineMs: 5000 })).sent, 1);
});
