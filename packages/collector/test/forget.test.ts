import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { flushSpool, readSpool, recordEvent, uuidV7 } from "@astrolabe/client";
import { forget } from "@astrolabe/client/forget";
import { proofOf } from "../../client/test/proof-of.ts";
import { makeStateFolder } from "../../client/test/state-folder.ts";
import { anonKey, post, runCollector, serviceKey } from "./running-collector.ts";
import type { RunningCollector } from "./running-collector.ts";

const key = Buffer.alloc(32, 7);
const proof = proofOf(key, "ada@example.org");
const { developer } = proof;

function rowAt(ms: number): { readonly id: string; readonly payload: object } {
  return { id: uuidV7(ms), payload: { name: "ai-do", developer, exit_code: 0, end_ts: ms / 1000 } };
}

async function send(running: RunningCollector, rows: unknown): Promise<Response> {
  return running.fetch("/rest/v1/events", { ...post(rows), key: anonKey });
}

test("who proves a pseudonym is erased, with any key or none, and the second answer is the first", async () => {
  await using running = await runCollector();
  await send(running, [rowAt(Date.now() - 2000), rowAt(Date.now() - 1000)]);
  await send(running, [
    { payload: { name: "ai-do", developer: "bob", exit_code: 0, end_ts: 1_763_836_012 } },
  ]);
  const answers: string[] = [];
  for (const each of [anonKey, undefined, serviceKey]) {
    const answer = await running.fetch("/api/v1/forget", { ...post(proof), key: each });
    assert.equal(answer.status, 200);
    answers.push(await answer.text());
  }
  assert.equal(new Set(answers).size, 1);
  const answered: Record<string, unknown> = JSON.parse(answers[0] ?? "");
  assert.deepEqual(Object.keys(answered), ["developer", "forgotten_at", "deleted"]);
  assert.deepEqual(
    [answered["developer"], answered["deleted"]],
    [developer, { events: 2, weekly_totals: 0 }],
  );
  assert.match(String(answered["forgotten_at"]), /^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  const left = await running.fetch("/rest/v1/events?select=payload->>developer", { key: serviceKey });
  assert.deepEqual(await left.json(), [{ developer: "bob" }]);
  assert.deepEqual(await running.store.ledger(), {
    received: 3,
    stored: 3,
    duplicate: 0,
    rejected: {},
    deleted: 2,
    expired: 0,
  });
});

test("what is no proof erases nothing", async () => {
  await using running = await runCollector();
  await send(running, [rowAt(Date.now())]);
  const other = proofOf(key, "bob@example.org");
  const guessable = `${developer.slice(0, 12)}5${developer.slice(13, 16)}8${developer.slice(17)}`;
  const cases: [unknown, number, RegExp][] = [
    [{ ...other, developer }, 403, /"code":"42501".*"hint":null.*The proof is not this developer's/],
    [{ ...proof, inner: other.inner }, 403, /42501/],
    [
      { ...proof, developer: guessable },
      403,
      /identity: \\"uuid5\\" can't be proven: ask whoever runs this server/,
    ],
    [{ ...proof, developer: developer.toUpperCase() }, 400, /"code":"PGRST102".*32 lower-case hex digits/],
    [{ ...proof, more: true }, 400, /PGRST102/],
    [{ developer }, 400, /PGRST102/],
    [[proof], 400, /PGRST102/],
    ["", 400, /PGRST102/],
    ["{", 400, /PGRST102/],
    [`{"developer":"${developer}"${" ".repeat(2000)}}`, 413, /1024 bytes/],
  ];
  for (const [body, status, text] of cases) {
    const answer = await running.fetch("/api/v1/forget", { ...post(body), key: anonKey });
    assert.equal(answer.status, status, JSON.stringify(body));
    assert.match(await answer.text(), text);
  }
  assert.equal((await running.fetch("/api/v1/forget", { ...post(proof), key: "no key" })).status, 401);
  assert.equal((await running.fetch("/api/v1/forget", { key: anonKey })).status, 405);
  assert.equal((await running.store.ledger()).deleted, 0);
});

test("the pseudonym that the server checks is the one that node:crypto makes", () => {
  assert.equal(developer, createHmac("sha256", key).update("ada@example.org").digest("hex").slice(0, 32));
});

test("a client's late row of somebody forgotten is set aside alone, the others arrive, and who is back is welcome", async () => {
  await using running = await runCollector();
  using state = makeStateFolder();
  const url = `${running.url}/rest/v1/events`;
  const env = {
    EVENTS_ENABLED: "1",
    EVENTS_URL: url,
    EVENTS_SALT: "a shared secret",
    ASTROLABE_FLUSHER: "none",
  };
  const record = (user: string): Promise<boolean> =>
    recordEvent("tool", {}, { env: { ...env, USER: user }, stateDir: state.path, argv: [] });
  for (const user of ["ada", "bob", "ada", "cleo"]) await record(user);

  using elsewhere = makeStateFolder();
  const { servers } = await forget(elsewhere.path, { ...env, USER: "ada" });
  assert.deepEqual(
    servers.map(({ outcome }) => outcome.kind),
    ["erased"],
  );
  await new Promise((resolve) => setTimeout(resolve, 2));
  await record("ada");

  const report = await flushSpool({ stateDir: state.path, url, token: anonKey });
  assert.deepEqual([report.sent, report.quarantined, report.waiting], [3, 2, 0]);
  const refused = readSpool(state.path).then(({ destinations }) =>
    destinations.flatMap((each) => each.quarantined),
  );
  for (const { status, answer } of await refused) {
    assert.equal(status, 400);
    assert.match(answer, /"code":"23514".*asked to be forgotten.*events_not_forgotten_check/);
  }
  const { received, stored, duplicate, rejected } = await running.store.ledger();
  assert.deepEqual(Object.keys(rejected), ["forgotten"]);
  assert.equal(received, stored + duplicate + (rejected["forgotten"] ?? 0));
  assert.equal(stored, 3);
});
