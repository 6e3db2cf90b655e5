import assert from "node:assert/strict";
import { test } from "node:test";
import { openStore } from "../../src/open-store.ts";
import type { CreateDatabase } from "./database.ts";
import { storedRows } from "./stored-rows.ts";

export function closingContract(create: CreateDatabase): void {
  test("what was stored is there when the store is opened again", async () => {
    const database = await create();
    const id = "00000000-0000-4000-8000-00000000000a";
    const first = await openStore(database.url);
    await first.insertEvents([{ id, payload: { n: 1 } }]);
    const before = await first.ledger();
    await first.close();
    const second = await openStore(database.url);
    assert.deepEqual(await storedRows(second), [{ id, payload: { n: 1 } }]);
    assert.deepEqual(await second.ledger(), before);
    assert.deepEqual(await second.insertEvents([{ id, payload: 2 }]), { kind: "conflict", id });
    await second.close();
    await database.remove();
  });

  test("close waits for the writes and reads under way", async () => {
    const database = await create();
    const store = await openStore(database.url);
    await store.insertEvents([{ payload: 0 }]);
    const read = storedRows(store);
    const writes = Array.from({ length: 5000 }, (_, n) => store.insertEvents([{ payload: n }]));
    await store.close();
    const outcomes = await Promise.all(writes);
    assert.ok(outcomes.every(({ kind }) => kind === "stored"));
    assert.ok((await read).length >= 1);
    const again = await openStore(database.url);
    assert.equal((await storedRows(again)).length, 5001);
    await again.close();
    await database.remove();
  });

  test("a store that is closed refuses everything, and may be closed again", async () => {
    const database = await create();
    const store = await openStore(database.url);
    await store.ping();
    await store.close();
    const closed = { message: "The store is closed" };
    await assert.rejects(store.ping(), closed);
    await assert.rejects(store.insertEvents([{ payload: 1 }]), closed);
    await assert.rejects(store.recordRejected("invalid_json", 1), closed);
    await assert.rejects(store.insertNsm([]), closed);
    await assert.rejects(store.readRows({ table: "events", select: [], filters: [], order: [] }), closed);
    await assert.rejects(store.deleteRows({ table: "events", filters: [] }), closed);
    await assert.rejects(store.weeklyCounts({ task: "ai-do" }), closed);
    await assert.rejects(store.ledger(), closed);
    await store.close();
    await database.remove();
  });
}
