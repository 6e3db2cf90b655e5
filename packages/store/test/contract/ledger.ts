import assert from "node:assert/strict";
import { test } from "node:test";
import { withStore } from "./database.ts";
import type { CreateDatabase } from "./database.ts";

const a = "00000000-0000-4000-8000-00000000000a";
const b = "00000000-0000-4000-8000-00000000000b";

export function ledgerContract(create: CreateDatabase): void {
  test("a new ledger is all zeros", () =>
    withStore(create, async (store) => {
      assert.deepEqual(await store.ledger(), {
        received: 0,
        stored: 0,
        duplicate: 0,
        rejected: {},
        deleted: 0,
        expired: 0,
      });
    }));

  test("the ledger says where every row went", () =>
    withStore(create, async (store) => {
      await store.insertEvents([{ id: a, payload: 1 }, { payload: 2 }]);
      await store.insertEvents([{ id: a, payload: 1 }, { payload: 3 }], "ignore");
      assert.deepEqual(await store.ledger(), {
        received: 4,
        stored: 3,
        duplicate: 1,
        rejected: {},
        deleted: 0,
        expired: 0,
      });
    }));

  test("in a batch that is refused, rows that were there are duplicates and the others rejected", () =>
    withStore(create, async (store) => {
      await store.insertEvents([{ id: a, payload: 1 }]);
      await store.insertEvents([
        { id: a, payload: 1 },
        { id: b, payload: 2 },
        { id: b, payload: 2 },
        { id: undefined, payload: 3 },
      ]);
      assert.deepEqual(await store.ledger(), {
        received: 5,
        stored: 1,
        duplicate: 2,
        rejected: { batch_conflict: 2 },
        deleted: 0,
        expired: 0,
      });
    }));

  test("a single row that is there already is a duplicate and nothing else", () =>
    withStore(create, async (store) => {
      await store.insertEvents([{ id: a, payload: 1 }]);
      await store.insertEvents([{ id: a, payload: 1 }]);
      assert.deepEqual(await store.ledger(), {
        received: 2,
        stored: 1,
        duplicate: 1,
        rejected: {},
        deleted: 0,
        expired: 0,
      });
    }));

  test("rows that were refused earlier are counted by reason", () =>
    withStore(create, async (store) => {
      await Promise.all([
        store.recordRejected("invalid_json", 1),
        store.recordRejected("payload_too_large", 3),
        store.recordRejected("invalid_json", 2),
        store.recordRejected("__proto__", 1),
      ]);
      const { received, rejected } = await store.ledger();
      assert.equal(received, 7);
      assert.deepEqual(Object.entries(rejected), [
        ["__proto__", 1],
        ["invalid_json", 3],
        ["payload_too_large", 3],
      ]);
    }));

  test("rows that were refused are no negative number", () =>
    withStore(create, async (store) => {
      await assert.rejects(store.recordRejected("invalid_json", -1), RangeError);
      assert.equal((await store.ledger()).received, 0);
    }));
}
