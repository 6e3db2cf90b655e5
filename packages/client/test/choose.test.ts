import assert from "node:assert/strict";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { appendRow } from "../src/append-row.ts";
import { choose } from "../src/choose.ts";
import { readChoice, type Mode } from "../src/choice.ts";
import { flushSpool } from "../src/flush-spool.ts";
import { readSpool } from "../src/read-spool.ts";
import { recordEvent } from "../src/telemetry.ts";
import { uuidV7 } from "../src/uuid.ts";
import { startRowServer } from "./row-server.ts";
import { makeStateFolder } from "./state-folder.ts";

const record = (stateDir: string, url: string): Promise<boolean> =>
  recordEvent("tool", {}, { env: { EVENTS_URL: url, ASTROLABE_FLUSHER: "none" }, stateDir, argv: [] });

test("a choice is kept with its date", () => {
  using state = makeStateFolder();
  const before = new Date().toISOString();
  choose(join(state.path, "new"), "on");
  const choice = readChoice(join(state.path, "new"));
  assert.equal(choice?.mode, "on");
  assert.ok(choice.since >= before);
});

test("what was recorded before on was chosen is never sent", async () => {
  using state = makeStateFolder();
  await using server = await startRowServer();
  choose(state.path, "local");
  assert.equal(await record(state.path, server.url), true);
  choose(state.path, "on");
  assert.equal(await record(state.path, server.url), true);
  await flushSpool({ stateDir: state.path, url: server.url });
  assert.equal(server.table.size, 1);
  const { local, sent } = readSpool(state.path);
  assert.deepEqual([local.length, sent.length], [1, 1]);
});

test("what waited under a variable is not sent after a choice, and on again changes nothing", async () => {
  using state = makeStateFolder();
  await using server = await startRowServer();
  const env = { EVENTS_ENABLED: "1", EVENTS_URL: server.url, ASTROLABE_FLUSHER: "none" };
  await recordEvent("tool", {}, { env, stateDir: state.path, argv: [] });
  choose(state.path, "on");
  await record(state.path, server.url);
  choose(state.path, "on");
  const report = await flushSpool({ stateDir: state.path, url: server.url });
  assert.deepEqual([report.sent, server.table.size], [1, 1]);
});

test("what is being sent when the choice changes goes no further", async () => {
  for (const mode of ["off", "local"] satisfies Mode[]) {
    using state = makeStateFolder();
    await using server = await startRowServer((_rows, count) => {
      if (count === 1) choose(state.path, mode);
      return undefined;
    });
    const env = { EVENTS_ENABLED: "1", EVENTS_URL: server.url, ASTROLABE_FLUSHER: "none" };
    for (let n = 0; n < 250; n++) await recordEvent("tool", { n }, { env, stateDir: state.path, argv: [] });
    await flushSpool({ stateDir: state.path, url: server.url }).catch(() => undefined);
    assert.equal(server.table.size, 100);
    await flushSpool({ stateDir: state.path, url: server.url });
    assert.equal(server.table.size, 100);
  }
});

test("off erases what waits, in every mode, and sends no goodbye", async () => {
  using state = makeStateFolder();
  await using server = await startRowServer();
  for (const mode of ["local", "on"] satisfies Mode[]) {
    choose(state.path, mode);
    await record(state.path, server.url);
  }
  choose(state.path, "off");
  const { destinations, local } = readSpool(state.path);
  assert.deepEqual([destinations, local], [[], []]);
  assert.equal(await record(state.path, server.url), false);
  await flushSpool({ stateDir: state.path, url: server.url });
  assert.equal(server.received.length, 0);
  assert.ok(!readdirSync(state.path).includes("spool"));
});

/** A value that makes a choice at the moment in which the event is put into words: after consent was asked for. */
const choosing = (stateDir: string, mode: Mode): { toJSON: () => number } => ({
  toJSON() {
    choose(stateDir, mode);
    return 1;
  },
});

for (const first of ["on", "local"] satisfies Mode[]) {
  test(`an event that is being recorded while ${first} becomes off is not kept`, async () => {
    using state = makeStateFolder();
    await using server = await startRowServer();
    choose(state.path, first);
    await record(state.path, server.url);
    const options = {
      env: { EVENTS_URL: server.url, ASTROLABE_FLUSHER: "none" },
      stateDir: state.path,
      argv: [],
    };
    const payload = JSON.parse("{}") as Record<string, number>;
    Object.assign(payload, { n: choosing(state.path, "off") });
    assert.equal(await recordEvent("tool", payload, options), false);
    const { destinations, local } = readSpool(state.path);
    assert.deepEqual([destinations.flatMap(({ waiting }) => waiting), local], [[], []]);
  });
}

test("an event that is being recorded while on becomes local is not sent", async () => {
  using state = makeStateFolder();
  await using server = await startRowServer();
  choose(state.path, "on");
  await record(state.path, server.url);
  const options = {
    env: { EVENTS_URL: server.url, ASTROLABE_FLUSHER: "none" },
    stateDir: state.path,
    argv: [],
  };
  const payload = JSON.parse("{}") as Record<string, number>;
  Object.assign(payload, { n: choosing(state.path, "local") });
  assert.equal(await recordEvent("tool", payload, options), false);
  await flushSpool({ stateDir: state.path, url: server.url });
  assert.equal(server.received.length, 0);
  assert.equal(readSpool(state.path).local.length, 1);
});

test("a choice that died on its way is finished by the next", () => {
  using state = makeStateFolder();
  choose(state.path, "on");
  const spool = join(state.path, "spool");
  const row = JSON.stringify({ id: uuidV7(), payload: { name: "tool", developer: "d" } });
  for (const name of ["0123456789abcdef.5.aside", "0123456789abcdef"]) appendRow(join(spool, name), row);
  // `local` was written, and nothing was moved yet but one folder by its name.
  writeFileSync(join(state.path, "choice.json"), '{"mode":"local","since":"2026-11-25T00:00:00.000Z"}');
  choose(state.path, "local");
  assert.deepEqual(readdirSync(spool), ["local"]);
  assert.deepEqual(readSpool(state.path).local, [row, row]);

  for (const name of ["0123456789abcdef.5.aside", "0123456789abcdef"]) appendRow(join(spool, name), row);
  writeFileSync(join(state.path, "choice.json"), '{"mode":"off","since":"2026-11-25T00:00:00.000Z"}');
  choose(state.path, "off");
  assert.ok(!existsSync(spool));
});
