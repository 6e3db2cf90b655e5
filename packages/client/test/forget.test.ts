import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { choose } from "../src/choose.ts";
import { flushSpool } from "../src/flush-spool.ts";
import { forget, isProof, isProven, readPending } from "../src/forget.ts";
import { readNotedServers } from "../src/noted-servers.ts";
import { readSpool } from "../src/read-spool.ts";
import { recordEvent } from "../src/telemetry.ts";
import { listen } from "./row-server.ts";
import { makeStateFolder } from "./state-folder.ts";

type Body = Readonly<Record<string, unknown>>;

interface ForgettingServer extends AsyncDisposable {
  readonly url: string;
  /** Bodies of requests to forget, and the keys they came with. */
  readonly asked: { readonly body: Body; readonly key: string | undefined }[];
  /** What it says next, instead of erasing. */
  refusal: { readonly status: number; readonly body: string } | undefined;
}

/** Takes every row, and says that it has erased whoever asks. */
async function startForgettingServer(): Promise<ForgettingServer> {
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      if (request.url === "/rest/v1/events") return response.writeHead(201).end();
      const body: Body = JSON.parse(Buffer.concat(chunks).toString());
      found.asked.push({ body, key: request.headers["apikey"]?.toString() });
      if (found.refusal) return response.writeHead(found.refusal.status).end(found.refusal.body);
      const deleted = { events: 1, weekly_totals: 0 };
      return response.end(
        JSON.stringify({ developer: body["developer"], forgotten_at: "2026-11-25T00:00:00.000Z", deleted }),
      );
    });
  });
  const port = await listen(server);
  const found: ForgettingServer = {
    url: `http://127.0.0.1:${port}/rest/v1/events`,
    asked: [],
    refusal: undefined,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return found;
}

const quiet = { ASTROLABE_FLUSHER: "none", EVENTS_ENABLED: "1" };

async function record(stateDir: string, env: NodeJS.ProcessEnv, identity?: "uuid5"): Promise<void> {
  const recorded = await recordEvent("tool", {}, { env: { ...quiet, ...env }, stateDir, argv: [], identity });
  assert.ok(recorded);
}

async function recordAndSend(stateDir: string, env: NodeJS.ProcessEnv, url: string): Promise<void> {
  await record(stateDir, { ...env, EVENTS_URL: url });
  assert.equal((await flushSpool({ stateDir, url })).sent, 1);
}

test("all that the client keeps is erased, and every server that it sent to, or has rows for, is asked with a proof", async () => {
  using state = makeStateFolder();
  await using first = await startForgettingServer();
  await using second = await startForgettingServer();
  const stateDir = join(state.path, "state");
  choose(stateDir, "local");
  await recordEvent("tool", {}, { env: { USER: "ada" }, stateDir, argv: [] });
  writeFileSync(join(stateDir, "asked"), "");
  writeFileSync(join(stateDir, "choice.json.77.5.tmp"), "{");
  await recordAndSend(stateDir, { USER: "ada" }, first.url);
  await record(stateDir, { USER: "ada", EVENTS_URL: second.url });

  const env = { USER: "ada", EVENTS_URL: first.url, EVENTS_TOKEN: "key" };
  const { local, servers } = await forget(stateDir, env);
  assert.deepEqual(local, {
    waiting: 1,
    refused: 0,
    local: 1,
    sent: 1,
    choice: true,
    secret: true,
    declarations: 0,
  });
  assert.deepEqual(
    servers.map(({ outcome }) => outcome.kind),
    ["erased", "erased"],
  );
  assert.ok(!existsSync(stateDir));
  // The key goes to the server that it is for, and to no other.
  assert.deepEqual(
    [first.asked.map(({ key }) => key), second.asked.map(({ key }) => key)],
    [["key"], [undefined]],
  );
  for (const { body } of [...first.asked, ...second.asked]) assert.ok(isProof(body) && isProven(body));
});

test("a server is told the pseudonyms that it knows, also those of names that are no longer here, and no others", async () => {
  using state = makeStateFolder();
  await using first = await startForgettingServer();
  await using second = await startForgettingServer();
  await recordAndSend(state.path, { EMAIL: "ada@example.org" }, first.url);
  await recordAndSend(state.path, { EMAIL: "lovelace@example.org" }, second.url);
  const noted = readNotedServers(state.path);
  await forget(state.path, {});
  const told = [first, second].map(({ asked }) => asked.map(({ body }) => body["developer"]));
  const known = [first, second].map(({ url }) => noted.filter((each) => each.url === url));
  assert.deepEqual(
    told,
    known.map((each) => each.map(({ developer }) => developer)),
  );
  assert.notEqual(told[0]?.[0], told[1]?.[0]);
});

test("without a network, what is here is erased, the proof is kept where only its owner may read it, and the next call finishes", async () => {
  using state = makeStateFolder();
  const server = await startForgettingServer();
  await recordAndSend(state.path, { USER: "ada" }, server.url);
  server.refusal = { status: 503, body: "" };
  const [{ outcome: refused } = {}] = (await forget(state.path, {})).servers;
  assert.equal(refused?.kind, "pending");
  await server[Symbol.asyncDispose]();
  const [{ outcome } = {}] = (await forget(state.path, {})).servers;
  assert.ok(outcome?.kind === "pending" && /ECONN|hang up/.test(outcome.reason));

  assert.deepEqual(readdirSync(state.path), ["forget.json"]);
  if (process.platform !== "win32") {
    assert.equal(statSync(join(state.path, "forget.json")).mode & 0o777, 0o600);
  }
  const [pending] = readPending(state.path);
  assert.ok(pending?.proof && isProven(pending.proof));
  assert.deepEqual(Object.keys(JSON.parse(readFileSync(join(state.path, "forget.json"), "utf8"))), [
    "pending",
  ]);

  await using back = await startForgettingServer();
  const moved = readFileSync(join(state.path, "forget.json"), "utf8").replace(server.url, back.url);
  writeFileSync(join(state.path, "forget.json"), moved);
  const { servers } = await forget(state.path, {});
  assert.deepEqual(
    servers.map((each) => each.outcome.kind),
    ["erased"],
  );
  assert.deepEqual(
    back.asked.map(({ body }) => body),
    [pending.proof],
  );
  assert.ok(!existsSync(state.path));
});

test("what was made with a salt waits until the salt is there, and is asked of the environment's server in any case", async () => {
  using state = makeStateFolder();
  await using server = await startForgettingServer();
  const salted = { USER: "ada", EVENTS_SALT: "a secret of the organisation" };
  await recordAndSend(state.path, salted, server.url);
  const [{ outcome } = {}] = (await forget(state.path, { USER: "ada" })).servers;
  assert.ok(outcome?.kind === "pending" && /EVENTS_SALT/.test(outcome.reason));
  assert.equal(server.asked.length, 0);
  assert.deepEqual(
    (await forget(state.path, salted)).servers.map((each) => each.outcome.kind),
    ["erased"],
  );

  using elsewhere = makeStateFolder();
  const { servers } = await forget(elsewhere.path, { ...salted, EVENTS_URL: server.url });
  assert.deepEqual(
    servers.map(({ developer }) => developer),
    [server.asked[0]?.body["developer"]],
  );
});

test("a pseudonym that anybody can make is not asked for, and the receipt says so", async () => {
  using state = makeStateFolder();
  await using server = await startForgettingServer();
  await record(state.path, { USER: "ada", EVENTS_URL: server.url }, "uuid5");
  const { servers } = await forget(state.path, { USER: "ada" });
  const [{ outcome } = {}] = servers;
  assert.ok(outcome?.kind === "not_erased" && /uuid5/.test(outcome.reason));
  assert.equal(server.asked.length, 0);
  assert.ok(!existsSync(state.path));
});

for (const [status, body, kind, reason] of [
  [404, "", "not_erased", /no endpoint for that/],
  [405, "", "not_erased", /no endpoint for that/],
  [403, '{"message":"The proof is not this developer\'s"}', "not_erased", /HTTP 403: The proof/],
  [200, "<html>", "not_erased", /no Astrolabe collector/],
  [200, '{"developer":"x","forgotten_at":"","deleted":{}}', "not_erased", /no Astrolabe collector/],
  [401, '{"message":"Expired"}', "pending", /HTTP 401: Expired/],
  [302, "", "pending", /HTTP 302/],
  [500, "", "pending", /HTTP 500/],
] as const) {
  test(`HTTP ${status} ${body} to a request to forget is ${kind}`, async () => {
    using state = makeStateFolder();
    await using server = await startForgettingServer();
    await recordAndSend(state.path, { USER: "ada" }, server.url);
    server.refusal = { status, body };
    const [{ outcome } = {}] = (await forget(state.path, {})).servers;
    assert.equal(outcome?.kind, kind);
    assert.match(outcome.reason, reason);
    assert.equal(existsSync(join(state.path, "forget.json")), kind === "pending");
  });
}

test("rows that are on their way when everything is erased leave no copy here", async () => {
  using state = makeStateFolder();
  let answer = (): void => {};
  const server = createServer((request, response) => {
    request.resume().on("end", () => (answer = () => void response.writeHead(201).end()));
  });
  const url = `http://127.0.0.1:${await listen(server)}/rest/v1/events`;
  await record(state.path, { USER: "ada", EVENTS_URL: url });
  const flushed = flushSpool({ stateDir: state.path, url }).catch(() => undefined);
  await new Promise((resolve) => server.once("request", resolve));
  const forgotten = forget(state.path, { USER: "ada" });
  await new Promise((resolve) => server.once("request", resolve));
  answer();
  await flushed;
  server.closeAllConnections();
  server.close();
  assert.deepEqual(
    (await forgotten).servers.map(({ outcome }) => outcome.kind),
    ["pending"],
  );
  assert.deepEqual(readSpool(state.path).sent, []);
  assert.deepEqual(readdirSync(state.path), ["forget.json"]);
});

test("where nothing is kept, nothing is asked, and nothing is made", async () => {
  using state = makeStateFolder();
  const stateDir = join(state.path, "none");
  assert.deepEqual((await forget(stateDir, { USER: "ada", EVENTS_URL: "http://127.0.0.1:9/" })).servers, []);
  assert.ok(!existsSync(stateDir));
});

test("rows of which nobody knows any more where they were sent are in the receipt", async () => {
  using state = makeStateFolder();
  await using server = await startForgettingServer();
  await record(state.path, { USER: "ada", EVENTS_URL: server.url });
  const [folder = ""] = readdirSync(join(state.path, "spool"));
  rmSync(join(state.path, "spool", folder, "destination.json"));
  const { servers } = await forget(state.path, {});
  assert.deepEqual(
    servers.map(({ outcome }) => outcome.kind),
    ["not_erased"],
  );
  assert.ok(!existsSync(state.path));
});

test("files that are not the client's stay", async () => {
  using state = makeStateFolder();
  choose(state.path, "on");
  writeFileSync(join(state.path, "notes.txt"), "mine");
  await forget(state.path, {});
  assert.deepEqual(readdirSync(state.path), ["notes.txt"]);
});
