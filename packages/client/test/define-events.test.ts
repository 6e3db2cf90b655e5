import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { createTelemetry, readSpool, recordEvent } from "@astrolabe/client";
import { defineEvents, readDeclarations } from "@astrolabe/client/declare";
import fc from "fast-check";
import type { Json } from "../src/event.ts";
import { checkEvent } from "../src/declare/check-event.ts";
import { choose } from "../src/choose.ts";
import { runs, seed } from "./seed.ts";
import { makeStateFolder } from "./state-folder.ts";

const tool = defineEvents({
  schema: 1,
  tool: "greet",
  contact: "privacy@example.org",
  events: {
    greet: {
      about: "A greeting.",
      fields: {
        exit_code: { type: "integer", min: 0, max: 255, about: "How it ended." },
        mode: { type: "string", values: ["fast", "slow"], about: "How it went." },
        version: { type: "string", pattern: "[0-9a-z.-]{1,40}", about: "The version." },
        loud: { type: "boolean", about: "Whether it shouted." },
      },
    },
  },
});
const { events } = tool.declaration;

test("what is not declared, or not as declared, is left out of the row and counted in it", async () => {
  using folder = makeStateFolder();
  const options = { stateDir: folder.path, env: {}, argv: [] };
  choose(folder.path, "local");
  // @ts-expect-error a field that is not declared
  await tool.record("greet", { exit_code: 0, mode: "fast", goal: "say hello" }, options);
  // @ts-expect-error a value that is not in the list
  await tool.record("greet", { mode: "medium" }, options);
  // @ts-expect-error a text where a number is declared
  await tool.record("greet", { exit_code: "0" }, options);
  await tool.record("greet", { exit_code: 256, version: "main.example.org", loud: true }, options);
  // @ts-expect-error an event that is not declared
  assert.equal(await tool.record("other", {}, options), false);
  const { local } = await readSpool(folder.path);
  const payloads = local.map((row) => {
    const { payload }: { payload: Record<string, Json> } = JSON.parse(row);
    const { developer: _developer, end_ts: _end, ...rest } = payload;
    return rest;
  });
  assert.deepEqual(payloads, [
    { name: "greet", exit_code: 0, mode: "fast", dropped_fields: 1 },
    { name: "greet", dropped_fields: 1 },
    { name: "greet", dropped_fields: 1 },
    { name: "greet", loud: true, dropped_fields: 2 },
    { name: "astrolabe-dropped", count: 1 },
  ]);
  assert.deepEqual(readDeclarations(folder.path), [tool.declaration]);
});

test("while telemetry is off, a declaration writes nothing", async () => {
  using folder = makeStateFolder();
  const stateDir = `${folder.path}/state`;
  assert.equal(await tool.record("greet", {}, { stateDir, env: {}, argv: [] }), false);
  assert.equal(existsSync(stateDir), false);
});

test(`nothing undeclared gets through, and all is counted (seed ${seed})`, () => {
  const key = fc.oneof(
    fc.constantFrom(...Object.keys(events.greet.fields), "developer", "__proto__"),
    fc.string(),
  );
  const value = fc.oneof(fc.jsonValue(), fc.constantFrom("fast", 0, 255, true, "1.2.3"), fc.emailAddress());
  const payloads = fc.array(fc.tuple(key, value)).map((members) => Object.fromEntries(members));
  fc.assert(
    fc.property(payloads, (payload) => {
      const checked = checkEvent(events, "greet", payload);
      assert.ok(checked !== undefined);
      const kept = Object.keys(checked.payload);
      assert.equal(kept.length + checked.dropped.length, Object.keys(payload).length);
      for (const name of kept)
        assert.ok(["end_ts", "ci"].includes(name) || Object.hasOwn(events.greet.fields, name));
      const { mode = "fast", exit_code: code = 0, version = "", loud = true } = checked.payload;
      assert.ok(mode === "fast" || mode === "slow");
      assert.ok(Number.isInteger(code) && Number(code) >= 0 && Number(code) <= 255);
      assert.ok(typeof version === "string" && !/\.[a-z]/.test(version) && typeof loud === "boolean");
    }),
    { seed, numRuns: 1000 * runs },
  );
});

test("a declaration given to createTelemetry or recordEvent holds whatever is recorded so", async () => {
  using folder = makeStateFolder();
  const options = { stateDir: folder.path, env: {}, argv: [], events: tool };
  choose(folder.path, "local");
  const telemetry = createTelemetry(options);
  assert.equal(await telemetry.record("greet", { mode: "fast", goal: "say hello" }), true);
  assert.equal(
    telemetry.run("greet", () => "hello", { mode: "/home/ada" }),
    "hello",
  );
  assert.equal(await recordEvent("greet", { loud: true }, options), true);
  assert.equal(await recordEvent("other", { path: "/home/ada" }, options), false);
  const { local } = await readSpool(folder.path);
  const payloads = local.map((row) => {
    const { payload }: { payload: Record<string, Json> } = JSON.parse(row);
    const { developer: _developer, end_ts: _end, ...rest } = payload;
    return rest;
  });
  assert.deepEqual(payloads, [
    { name: "greet", mode: "fast", dropped_fields: 1 },
    // `run` adds start_ts and latency_ms, which are not declared here either.
    { name: "greet", exit_code: 0, dropped_fields: 3 },
    { name: "greet", loud: true },
    { name: "astrolabe-dropped", count: 1 },
  ]);
  assert.deepEqual(readDeclarations(folder.path), [tool.declaration]);
});

test("with a declaration that is wrong nothing is recorded, and the host goes on", async () => {
  using folder = makeStateFolder();
  choose(folder.path, "local");
  const wrong = defineEvents({ ...tool.declaration, contact: "" });
  const telemetry = createTelemetry({ stateDir: folder.path, env: {}, argv: [], events: wrong });
  assert.equal(await telemetry.record("greet", { mode: "fast" }), false);
  assert.equal(
    telemetry.run("greet", () => "hello"),
    "hello",
  );
  assert.deepEqual((await readSpool(folder.path)).local, []);
});

test("a wrapped tool records what it has declared of its end, and counts the rest", async () => {
  using folder = makeStateFolder();
  const program = fileURLToPath(new URL("declared-program.js", import.meta.url));
  const env = { HOME: "/home/ada", ASTROLABE_STATE_DIR: folder.path };
  choose(folder.path, "local");
  for (const name of ["greet", "other"]) {
    const { status, stderr } = spawnSync(process.execPath, [program, name], { env, encoding: "utf8" });
    assert.deepEqual({ status, stderr }, { status: 4, stderr: "" });
  }
  const { local } = await readSpool(folder.path);
  assert.equal(local.length, 2);
  // start_ts, latency_ms and home are not declared.
  assert.match(local[0] ?? "", /"name":"greet",.*"exit_code":4,.*"dropped_fields":3/);
  assert.match(local[1] ?? "", /"name":"astrolabe-dropped",.*"count":1/);
  assert.doesNotMatch(local.join(""), /home/);
  assert.deepEqual(
    readDeclarations(folder.path).map((one) => one.tool),
    ["greet"],
  );
});
