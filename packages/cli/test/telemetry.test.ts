import assert from "node:assert/strict";
import { appendFile, readdir } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { listen } from "../../client/test/row-server.ts";
import { type Ended, runCommand } from "./run-command.ts";
import { readTable, serveCollector } from "./serve-collector.ts";
import { tempFolder } from "./temp-folder.ts";

type Environment = Record<string, string>;

async function stateDirEnv(t: TestContext): Promise<Environment> {
  return { ASTROLABE_STATE_DIR: join(await tempFolder(t), "state") };
}

function telemetry(env: Environment, ...args: string[]): Promise<Ended> {
  return runCommand("astrolabe", ["telemetry", ...args], { env });
}

function record(env: Environment, name: string): Promise<Ended> {
  return runCommand("record-event", [name, "--json"], { env });
}

interface Shown {
  readonly sent: string[];
  readonly destinations: { readonly url: string; readonly waiting: string[] }[];
  readonly local: string[];
}

async function show(env: Environment): Promise<Shown> {
  const shown: Shown = JSON.parse((await telemetry(env, "show", "--json")).stdout);
  return shown;
}

function namesOf(rows: readonly string[]): string[] {
  return rows.map((row) => {
    const { payload }: { payload: { name: string } } = JSON.parse(row);
    return payload.name;
  });
}

test("before anybody chose, telemetry is off, and looking writes nothing", async (t) => {
  const folder = await tempFolder(t);
  const env = { ASTROLABE_STATE_DIR: join(folder, "state") };
  const { code, stdout, stderr } = await telemetry(env, "status");
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
  assert.match(
    stdout,
    /^Telemetry is off: nothing is recorded, and nothing is sent\.\nDecided by the default/,
  );
  assert.deepEqual(await telemetry(env, "show"), {
    code: 0,
    stdout: "",
    stderr: "nothing waits, and nothing was sent in the last 30 days\n",
  });
  assert.deepEqual(await readdir(folder), []);
});

test("status names the rule that decided", async (t) => {
  const env = await stateDirEnv(t);
  await telemetry(env, "on");
  const url = { EVENTS_URL: "http://127.0.0.1:9/events?apikey=secret" };
  const deciders: [Environment, string, string][] = [
    [url, "on", "choice"],
    [{ ...url, EVENTS_ENABLED: "no" }, "off", "EVENTS_ENABLED"],
    [{ ...url, EVENTS_ENABLED: "1", DO_NOT_TRACK: "1" }, "off", "DO_NOT_TRACK"],
  ];
  for (const [variables, mode, decidedBy] of deciders) {
    const { stdout } = await telemetry({ ...env, ...variables }, "status", "--json");
    const status: Record<string, unknown> = JSON.parse(stdout);
    assert.deepEqual(
      { mode: status["mode"], decided_by: status["decided_by"], url: status["url"] },
      { mode, decided_by: decidedBy, url: "http://127.0.0.1:9/events" },
    );
  }
  const modes: [Environment, RegExp][] = [
    [{}, /^Telemetry is on, but EVENTS_URL is not set: nothing is recorded/],
    [
      { EVENTS_URL: "localhost" },
      /^Telemetry is on, but EVENTS_URL is no http\(s\) URL: nothing is recorded/,
    ],
    [
      { ...url, EVENTS_DEBUG: "1" },
      /^Telemetry is on, but EVENTS_DEBUG is set: events are printed, nothing is/,
    ],
    [url, /^Telemetry is on: events are recorded and sent\.\n/],
  ];
  for (const [variables, said] of modes) {
    assert.match((await telemetry({ ...env, ...variables }, "status")).stdout, said);
  }
});

test("local keeps events here, on never sends those, and off erases them", async (t) => {
  const { url, anonKey, serviceKey } = await serveCollector(t);
  const env = { ...(await stateDirEnv(t)), EVENTS_URL: url, EVENTS_TOKEN: anonKey };
  assert.match(
    (await telemetry(env, "local")).stdout,
    /^Telemetry is local: events are recorded on this machine/,
  );
  assert.equal((await record(env, "before")).stdout, '{"recorded":true}\n');
  assert.equal((await telemetry(env, "flush")).code, 1);
  await telemetry(env, "on");
  const flushed = await telemetry(env, "flush", "--json");
  assert.deepEqual({ code: flushed.code, stderr: flushed.stderr }, { code: 0, stderr: "" });
  assert.deepEqual(await readTable(url, serviceKey, "id"), []);
  assert.deepEqual(namesOf((await show(env)).local), ["before"]);
  await telemetry(env, "off");
  assert.deepEqual((await show(env)).local, []);
});

test("show prints what waits and what was sent byte for byte, and flush says what came of it", async (t) => {
  const { url, anonKey, serviceKey } = await serveCollector(t);
  const env = { ...(await stateDirEnv(t)), EVENTS_URL: url, EVENTS_TOKEN: anonKey };
  // Recorded for a server that does not answer, so that it waits.
  const dead = { ...env, EVENTS_URL: "http://127.0.0.1:9/rest/v1/events" };
  await telemetry(env, "on");
  await record(dead, "waits");
  await record(env, "goes");
  const failed = await telemetry(dead, "flush");
  assert.equal(failed.code, 1);
  assert.match(failed.stderr, /^astrolabe: could not send: .*ECONNREFUSED/);

  // The sender in the background may have been quicker than this one.
  while ((await readTable(url, serviceKey, "id")).length === 0) await telemetry(env, "flush");
  assert.equal((await telemetry(env, "flush")).code, 0);

  const shown = await show(env);
  assert.deepEqual(namesOf(shown.sent), ["goes"]);
  assert.deepEqual(
    await readTable(url, serviceKey, "id"),
    shown.sent.map((row) => JSON.parse(row) as unknown),
  );
  const waiting =
    shown.destinations.find((destination) => destination.url === dead.EVENTS_URL)?.waiting ?? [];
  assert.deepEqual(namesOf(waiting), ["waits"]);

  const plain = await telemetry(env, "show");
  assert.equal(plain.stdout, [...shown.sent, ...waiting].map((row) => `${row}\n`).join(""));
  assert.match(plain.stderr, /^sent in the last 30 days:\nwaiting to be sent to http:\/\/127\.0\.0\.1:9\//);

  const { stdout } = await telemetry(dead, "status");
  assert.match(
    stdout,
    /For http:\/\/127\.0\.0\.1:9\/rest\/v1\/events: 1 waiting, 0 refused for good\.\n {2}Last send at .*ECONNREFUSED.*not before/,
  );
});

test("flush without a place to send to is a failure that says so", async (t) => {
  const { code, stderr } = await telemetry(await stateDirEnv(t), "flush");
  assert.equal(code, 1);
  assert.match(stderr, /EVENTS_URL is not set/);
});

test("with DO_NOT_TRACK nothing is sent, not even by flush", async (t) => {
  const env = { ...(await stateDirEnv(t)), EVENTS_URL: "http://127.0.0.1:9/", DO_NOT_TRACK: "1" };
  const { code, stderr } = await telemetry(env, "flush");
  assert.equal(code, 1);
  assert.match(stderr, /nothing is sent while telemetry is off/);
});

for (const status of [401, 403, 404]) {
  test(`after HTTP ${status} events wait, and status says why and until when`, async (t) => {
    const server = createServer((request, response) => {
      request.resume().on("end", () => response.writeHead(status).end('{"message":"no"}'));
    });
    const port = await listen(server);
    t.after(() => server.close());
    const env = { ...(await stateDirEnv(t)), EVENTS_URL: `http://127.0.0.1:${port}/rest/v1/events` };
    await telemetry(env, "on");
    await record({ ...env, ASTROLABE_FLUSHER: "none" }, "waits");
    assert.equal((await telemetry(env, "flush")).code, 1);
    const plain = (await telemetry(env, "status")).stdout;
    assert.match(plain, /: 1 waiting, 0 refused for good\.\n {2}Last send at /);
    assert.match(
      plain,
      new RegExp(`HTTP ${status}: .*no.*; the next is not before 20.*\\n  The events are kept`),
    );
    const shown: { dropped: number } = JSON.parse((await telemetry(env, "status", "--json")).stdout);
    assert.equal(shown.dropped, 0);
  });
}

test("status says how many events were dropped, whether or not the server knows already", async (t) => {
  const state = await stateDirEnv(t);
  const env = { ...state, EVENTS_URL: "http://127.0.0.1:9/rest/v1/events" };
  await telemetry(env, "on");
  await record({ ...env, ASTROLABE_FLUSHER: "none" }, "waits");
  const spool = join(state["ASTROLABE_STATE_DIR"] ?? "", "spool");
  const [destination = ""] = await readdir(spool);
  const payload = { name: "astrolabe-dropped", developer: "d", count: 7 };
  await appendFile(join(spool, destination, "open.ndjson"), `${JSON.stringify({ id: "x", payload })}\n`);
  assert.match((await telemetry(env, "status")).stdout, /\nDropped, because too much waited: 7\.\n/);
});

test("with EVENTS_DEBUG nothing is sent, not even by flush", async (t) => {
  const env = { ...(await stateDirEnv(t)), EVENTS_URL: "http://127.0.0.1:9/", EVENTS_DEBUG: "1" };
  await telemetry(env, "on");
  const { code, stderr } = await telemetry(env, "flush");
  assert.equal(code, 1);
  assert.match(stderr, /EVENTS_DEBUG is set/);
});
