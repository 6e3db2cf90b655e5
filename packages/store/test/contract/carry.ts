import assert from "node:assert/strict";
import { test } from "node:test";
import { withStore } from "./database.ts";
import type { CreateDatabase } from "./database.ts";

const time = { column: "received_at", path: [], asText: false };

export function carryContract(create: CreateDatabase): void {
  test("what another store counted is added once, however often it is carried", () =>
    withStore(create, async (store) => {
      await store.insertEvents([{ payload: 1 }, { payload: 2 }]);
      await store.recordRejected("invalid_json", 1);
      const counts = { duplicate: 5, rejected: { invalid_json: 2, expired: 1 }, deleted: 3 };
      await store.carryLedger("one", { ...counts, duplicate: 4 });
      await store.carryLedger("one", counts);
      await store.carryLedger("two", { duplicate: 1, rejected: {}, deleted: 0 });
      assert.deepEqual(await store.ledger(), {
        received: 15,
        stored: 5, // two are there, three were deleted
        duplicate: 6,
        rejected: { expired: 1, invalid_json: 3 },
        deleted: 3,
        expired: 0,
      });
    }));

  test("tombstones are carried as of the moment when they were made, and never twice", () =>
    withStore(create, async (store) => {
      const [ann, bob] = ["a".repeat(32), "b".repeat(32)];
      const run = { name: "ai-do", exit_code: 0 };
      await store.insertEvents([
        { payload: { ...run, developer: ann, end_ts: 1e9 }, receivedAtMs: 1e12 },
        { payload: { ...run, developer: ann, end_ts: 1.5e9 }, receivedAtMs: 1.5e12 },
        { payload: { ...run, developer: bob, end_ts: 1e9 }, receivedAtMs: 1e12 },
      ]);
      await store.carryTombstones([{ developer: ann, forgottenAtMs: 1.2e12 }]);
      await store.carryTombstones([{ developer: ann, forgottenAtMs: 1.7e12 }]);
      await store.forget({ developers: [ann] });
      assert.deepEqual(await store.tombstones(), [{ developer: ann, forgottenAtMs: 1.2e12 }]);
      const left = (await store.weeklyCounts({ task: "ai-do" })).map(({ developer }) => developer);
      assert.deepEqual(left, [bob, ann], "who has come back stays");
    }));

  test("a database has an identity of its own, and keeps it", () =>
    withStore(create, async (store) => {
      const identity = await store.identity();
      assert.match(identity, /^[0-9a-f]{32}$/);
      assert.equal(await store.identity(), identity);
      await withStore(create, async (other) => assert.notEqual(await other.identity(), identity));
    }));

  test("a row from another store keeps the time when it was received", () =>
    withStore(create, async (store) => {
      await store.insertEvents([{ payload: 1, receivedAtMs: Date.UTC(2026, 0, 2, 3, 4, 5, 678) }]);
      const select = [{ expression: time, as: "at" }];
      const { rows } = await store.readRows({ table: "events", select, filters: [], order: [] });
      assert.deepEqual(rows, ['{"at":"2026-01-02T03:04:05.678+00:00"}']);
    }));

  test("tasks are listed in code point order", () =>
    withStore(create, async (store) => {
      const run = { developer: "ann", exit_code: 0, end_ts: "2025-11-22" };
      const names = ["😀", "\uffee", "build", "", "ai-do", "build"];
      await store.insertEvents(names.map((name) => ({ payload: { ...run, name } })));
      await store.insertEvents([{ payload: { name: "no run" } }]);
      assert.deepEqual(await store.tasks(), ["", "ai-do", "build", "\uffee", "😀"]);
    }));
}
