import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { test, type TestContext } from "node:test";
import { uuidV7 } from "@astrolabe/client";
import { isoWeek, northStar } from "@astrolabe/metric";
import { openStore } from "@astrolabe/store";
import type { EventStore } from "@astrolabe/store";
import { startCollector } from "../src/collector.ts";
import type { Pseudonyms } from "../src/pseudonyms/pseudonyms.ts";
import { open } from "./key-folder.ts";
import { proofOf } from "../../client/test/proof-of.ts";
import { anonKey, createSqliteDatabase, post, secret, serviceKey } from "./running-collector.ts";

interface Rekeying {
  readonly store: EventStore;
  readonly pseudonyms: Pseudonyms;
  send(path: string, init: RequestInit, key?: string): Promise<Response>;
  /** All bytes of the database. */
  bytes(): string;
}

async function startRekeying(t: TestContext): Promise<Rekeying> {
  const database = await createSqliteDatabase();
  const store = await openStore(database.url);
  const pseudonyms = open(t, "weekly");
  const collector = await startCollector({ store, secret, port: 0, pseudonyms });
  t.after(async () => {
    await collector.close();
    await store.close();
    await database.remove();
  });
  const dir = dirname(database.url.slice("sqlite:".length));
  return {
    store,
    pseudonyms,
    send(path, init, key = anonKey) {
      const headers = new Headers(init.headers);
      headers.set("apikey", key);
      return fetch(collector.url + path, { ...init, headers });
    },
    bytes: () =>
      readdirSync(dir)
        .map((name) => readFileSync(join(dir, name), "latin1"))
        .join(""),
  };
}

const nowMs = Date.now();
const week = isoWeek(nowMs);
const ada = { name: "ai-do", developer: "ada-as-she-came", exit_code: 0, end_ts: nowMs / 1000 };
const id = "019aa5b0-0000-7000-8000-000000000001";
const serviceOnly = { Prefer: "resolution=merge-duplicates,return=representation" };

test("who proves the developer that came is forgotten under the names of every week, and under the one that came", async (t) => {
  const { store, send } = await startRekeying(t);
  const proof = proofOf(Buffer.alloc(32, 7), "ada");
  const { developer } = proof;
  const rowOf = (ms: number): object => ({
    id: uuidV7(ms),
    payload: { name: "ai-do", developer, exit_code: 0, end_ts: ms / 1000 },
  });
  const weekMs = 7 * 24 * 3_600_000;
  await store.insertEvents([{ payload: { name: "ai-do", developer, exit_code: 0, end_ts: nowMs / 1000 } }]);
  await send("/rest/v1/events", post([rowOf(nowMs), rowOf(nowMs - weekMs), rowOf(nowMs - 2 * weekMs)]));
  await send("/rest/v1/events", post([{ payload: ada }]));
  const answers = [];
  for (let time = 0; time < 2; time++) {
    const answer = await send("/api/v1/forget", post(proof));
    assert.equal(answer.status, 200);
    answers.push(await answer.text());
  }
  assert.equal(answers[0], answers[1]);
  assert.match(answers[0] ?? "", /"deleted":\{"events":4,"weekly_totals":0\}/);
  const { stored, deleted } = await store.ledger();
  assert.deepEqual({ stored, deleted }, { stored: 5, deleted: 4 });
  const late = await send("/rest/v1/events", post([rowOf(nowMs - 1000)]));
  assert.equal(late.status, 400);
  assert.match(await late.text(), /events_not_forgotten_check/);
});

test("whichever way a row comes, the developer that it came with is nowhere in the database", async (t) => {
  const { store, pseudonyms, send, bytes } = await startRekeying(t);
  const json = { "content-type": "application/json" };
  const total = { task: "ai-do", week, developer: ada.developer, successful_runs: 1 };
  const weekly = { name: "nsm-weekly", task: "ai-do", week, generated_at: 1, totals: { [ada.developer]: 4 } };
  const csv = { "content-type": "text/csv" };
  const events = "/rest/v1/events";
  const ways: (readonly [string, RequestInit, string?])[] = [
    [events, post({ payload: ada })],
    [
      events,
      post([
        { payload: ada },
        { payload: { ...ada, developer: "", user: ada.developer, username: ada.developer } },
      ]),
    ],
    [`${events}?columns=payload`, post([{ payload: ada, developer: ada.developer }])],
    [
      events,
      post({
        payload: { name: "astrolabe-dropped", developer: ada.developer, count: 1, end_ts: ada.end_ts },
      }),
    ],
    [events, post({ payload: { ...ada, end_ts: null } })],
    [
      events,
      post(`{"payload":{"developer":"${ada.developer}","end_ts":${ada.end_ts},"x":12345678901234567890}}`),
    ],
    [events, post({ id, payload: ada }), serviceKey],
    [events, post([{ id, payload: { ...ada, exit_code: 1 } }], serviceOnly), serviceKey],
    [
      `${events}?id=eq.${id}`,
      { method: "PUT", headers: json, body: JSON.stringify({ id, payload: ada }) },
      serviceKey,
    ],
    [events, post({ payload: weekly })],
    ["/rest/v1/nsm", post(total, serviceOnly), serviceKey],
    [
      `/rest/v1/nsm?task=eq.ai-do&week=eq.${week}&developer=eq.${ada.developer}`,
      { method: "PUT", headers: json, body: JSON.stringify({ ...total, successful_runs: 3 }) },
      serviceKey,
    ],
    [
      "/rest/v1/nsm",
      {
        method: "POST",
        headers: csv,
        body: `task,week,developer,successful_runs\nbuild,${week},${ada.developer},2\n`,
      },
      serviceKey,
    ],
  ];
  for (const [path, init, key] of ways) {
    const answer = await send(path, init, key);
    const text = await answer.text();
    assert.ok(answer.ok, `${path}: ${text}`);
    assert.doesNotMatch(text, /as-she-came/);
  }
  const texts: RequestInit = {
    method: "POST",
    headers: csv,
    body: `payload\n"${JSON.stringify(ada).replaceAll('"', '""')}"\n`,
  };
  assert.match(await (await send("/rest/v1/events", texts)).text(), /its payload is not an object/);

  assert.doesNotMatch(bytes(), /as-she-came/);
  const [token] = pseudonyms.storedPseudonyms(ada.developer);
  const counts = await store.weeklyCounts({ task: "ai-do" });
  assert.deepEqual(counts, [{ week, developer: token, runs: 5, successfulRuns: 5 }]);
  const totals = await (await send("/rest/v1/nsm?order=task", {}, serviceKey)).json();
  assert.deepEqual(totals, [
    { ...total, developer: token, successful_runs: 3 },
    { ...total, task: "build", developer: token, successful_runs: 2 },
  ]);
  const { rejected } = await store.ledger();
  assert.deepEqual(rejected, { not_an_object: 1 });
});

test("an event whose week is closed, or far ahead, is refused with the reason, and counted", async (t) => {
  const { store, send } = await startRekeying(t);
  const old = { ...ada, end_ts: Date.UTC(2020, 0, 6) / 1000 };
  const ahead = { ...ada, end_ts: Date.UTC(2090, 0, 6) / 1000 };
  for (const [payload, reason] of [
    [old, "2020-W02 is closed"],
    [ahead, "2090-W01 is still to come"],
  ] as const) {
    const answer = await send("/rest/v1/events", post([{ payload: ada }, { payload }]));
    assert.equal(answer.status, 400);
    const { code, details, message } = (await answer.json()) as Record<string, string>;
    assert.equal(code, "23514");
    assert.match(message ?? "", /check constraint "events_week_check"/);
    assert.ok(details?.startsWith(reason), details);
  }
  const total = { task: "ai-do", week: "2020-W02", developer: "ada", successful_runs: 1 };
  assert.equal((await send("/rest/v1/nsm", post(total), serviceKey)).status, 400);
  const { received, stored, rejected } = await store.ledger();
  assert.deepEqual(
    { received, stored, rejected },
    { received: 4, stored: 0, rejected: { week_closed: 2, week_ahead: 2 } },
  );
});

test("the metric over HTTP is that of the rows as they were sent", async (t) => {
  const { send } = await startRekeying(t);
  const rows = Array.from({ length: 300 }, (_, index) => ({
    payload: {
      ...ada,
      developer: `dev-${index % 17}`,
      exit_code: index % 5 === 0 ? 1 : 0,
      end_ts: (nowMs - (index % 28) * 86_400_000) / 1000,
    },
  }));
  assert.equal((await send("/rest/v1/events", post(rows))).status, 201);
  const answer = await send("/api/v1/metric", {}, serviceKey);
  assert.deepEqual(await answer.json(), JSON.parse(JSON.stringify(await northStar(rows))));
});
