import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parseDeclaration } from "@astrolabe/client/declare";
import { openStore } from "@astrolabe/store";
import { startCollector } from "../src/collector.ts";
import { anonKey, createSqliteDatabase, post, secret } from "./running-collector.ts";

const file = new URL("../../ai-do/EVENTS.json", import.meta.url);
const declared = [parseDeclaration(JSON.parse(readFileSync(file, "utf8")))];
const developer = "5f0f6d4c1b0e4f7c9a3f2f1f0c6d9e21";

test("a collector with declarations takes what is as declared, and counts the rest as undeclared", async (t) => {
  const database = await createSqliteDatabase();
  const store = await openStore(database.url);
  const collector = await startCollector({ store, secret, port: 0, declared });
  t.after(async () => {
    await collector.close();
    await store.close();
    await database.remove();
  });
  const send = (payload: unknown): Promise<Response> =>
    fetch(`${collector.url}/rest/v1/events`, post([{ payload }], { apikey: anonKey }));

  const good = { name: "ai-do", developer, exit_code: 0, end_ts: 1_763_836_012.4, platform: "linux" };
  assert.equal((await send(good)).status, 201);
  assert.equal((await send({ name: "astrolabe-dropped", developer, count: 2 })).status, 201);
  const refused = [
    { ...good, goal: "tidy up" },
    { ...good, exit_code: "0" },
    { ...good, developer: "ada" },
    { ...good, platform: { name: "linux" } },
    { name: "constructor" },
    { name: "nsm-weekly", totals: {} },
    "text",
  ];
  for (const payload of refused) {
    const answer = await send(payload);
    assert.equal(answer.status, 400);
    const text = await answer.text();
    assert.match(text, /"code":"23514"/);
    assert.doesNotMatch(text, /tidy|"ada"/);
  }
  const { received, stored, rejected } = await store.ledger();
  assert.deepEqual(
    { received, stored, rejected },
    { received: 9, stored: 2, rejected: { undeclared: refused.length } },
  );
});
