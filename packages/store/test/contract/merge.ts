import assert from "node:assert/strict";
import { test } from "node:test";
import { withStore } from "./database.ts";
import type { CreateDatabase } from "./database.ts";
import { assertConsistent, storedRows } from "./stored-rows.ts";

const a = "00000000-0000-4000-8000-00000000000a";
const b = "00000000-0000-4000-8000-00000000000b";
const run = { name: "ai-do", developer: "ann", exit_code: 0, end_ts: "2025-11-22" };

export function mergeContract(create: CreateDatabase): void {
  test("merging stores what is new and replaces the payload of what is there", () =>
    withStore(create, async (store) => {
      await store.insertEvents([{ id: a, payload: 1 }]);
      const rows = [
        { id: a, payload: 2 },
        { id: b, payload: 3 },
      ];
      const outcome = await store.insertEvents(rows, "merge");
      assert.deepEqual(outcome, { kind: "stored", ids: [a, b], duplicates: 1 });
      assert.deepEqual(await storedRows(store), rows);
    }));

  test("the rollup follows a replaced payload, and the replacing row is a duplicate in the ledger", () =>
    withStore(create, async (store) => {
      await store.insertEvents([
        { id: a, payload: run },
        { id: b, payload: run },
      ]);
      await store.insertEvents([{ id: a, payload: { ...run, exit_code: 1 } }], "merge");
      assert.deepEqual(await store.weeklyCounts({ task: "ai-do" }), [
        { week: "2025-W47", developer: "ann", runs: 2, successfulRuns: 1 },
      ]);
      await store.insertEvents(
        [
          { id: a, payload: null },
          { id: b, payload: { ...run, developer: "bob" } },
        ],
        "merge",
      );
      assert.deepEqual(await store.weeklyCounts({ task: "ai-do" }), [
        { week: "2025-W47", developer: "bob", runs: 1, successfulRuns: 1 },
      ]);
      const ledger = { received: 5, stored: 2, duplicate: 3, rejected: {}, deleted: 0, expired: 0 };
      assert.deepEqual(await store.ledger(), ledger);
      await assertConsistent(store, ["ai-do"]);
    }));

  test("merges at the same time as the insert of their row leave the last one", () =>
    withStore(create, async (store) => {
      await Promise.all([
        store.insertEvents([{ id: a, payload: run }]),
        store.insertEvents([{ id: a, payload: { ...run, developer: "bob" } }], "merge"),
        store.insertEvents([{ id: a, payload: { ...run, developer: "cleo" } }], "merge"),
      ]);
      const [row] = await assertConsistent(store, ["ai-do"]);
      assert.deepEqual(row, { id: a, payload: { ...run, developer: "cleo" } });
      assert.equal((await store.ledger()).duplicate, 2);
    }));

  test("an id twice in one merge is refused in PostgreSQL's words, and nothing is counted", () =>
    withStore(create, async (store) => {
      const rows = [
        { id: a, payload: 1 },
        { id: a, payload: 2 },
      ];
      await assert.rejects(store.insertEvents(rows, "merge"), {
        code: "21000",
        message: "ON CONFLICT DO UPDATE command cannot affect row a second time",
      });
      assert.equal((await store.ledger()).received, 0);
    }));
}
