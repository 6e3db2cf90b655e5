import assert from "node:assert/strict";
import { test } from "node:test";
import type { EventStore, NsmRow } from "../../src/event-store.ts";
import { withStore } from "./database.ts";
import type { CreateDatabase } from "./database.ts";

const ann: NsmRow = { task: "ai-do", week: "2026-W47", developer: "ann", successful_runs: 3 };
const bob: NsmRow = { ...ann, developer: "bob" };

async function totals(store: EventStore): Promise<NsmRow[]> {
  const order = ["task", "week", "developer"].map((column) => ({
    expression: { column, path: [], asText: false },
    descending: false,
  }));
  const { rows } = await store.readRows({ table: "nsm", select: [], filters: [], order });
  return rows.map((row): NsmRow => JSON.parse(row));
}

export function nsmContract(create: CreateDatabase): void {
  test("a weekly total is stored as it came", () =>
    withStore(create, async (store) => {
      assert.deepEqual(await store.insertNsm([bob, ann]), { kind: "stored", inserted: 2, updated: 0 });
      assert.deepEqual(await totals(store), [ann, bob]);
    }));

  test("merging replaces the total of a key", () =>
    withStore(create, async (store) => {
      await store.insertNsm([ann]);
      const outcome = await store.insertNsm([{ ...ann, successful_runs: 4 }, bob], "merge");
      assert.deepEqual(outcome, { kind: "stored", inserted: 1, updated: 1 });
      assert.deepEqual(await totals(store), [{ ...ann, successful_runs: 4 }, bob]);
    }));

  test("a total that is there is a conflict, and nothing of the batch is stored", () =>
    withStore(create, async (store) => {
      await store.insertNsm([ann]);
      const { successful_runs: _, ...key } = ann;
      assert.deepEqual(await store.insertNsm([bob, { ...ann, successful_runs: 4 }]), {
        kind: "conflict",
        key,
      });
      assert.deepEqual(await totals(store), [ann]);
    }));

  test("ignoring conflicts keeps the total that is there", () =>
    withStore(create, async (store) => {
      await store.insertNsm([ann]);
      const outcome = await store.insertNsm([{ ...ann, successful_runs: 4 }, bob, bob], "ignore");
      assert.deepEqual(outcome, { kind: "stored", inserted: 1, updated: 0 });
      assert.deepEqual(await totals(store), [ann, bob]);
    }));

  test("a key twice in one batch is a conflict, or in a merge an error as PostgreSQL's", () =>
    withStore(create, async (store) => {
      assert.equal((await store.insertNsm([ann, ann])).kind, "conflict");
      await assert.rejects(store.insertNsm([ann, ann], "merge"), { code: "21000" });
      assert.deepEqual(await totals(store), []);
    }));

  test("a total that is no whole number is refused", () =>
    withStore(create, async (store) => {
      await assert.rejects(store.insertNsm([{ ...ann, successful_runs: 1.5 }]), { code: "22P02" });
      assert.deepEqual(await totals(store), []);
    }));

  test("weekly totals are no events: the ledger and the rollup don't count them", () =>
    withStore(create, async (store) => {
      await store.insertNsm([ann]);
      assert.equal((await store.ledger()).received, 0);
      assert.deepEqual(await store.weeklyCounts({ task: "ai-do" }), []);
    }));
}
