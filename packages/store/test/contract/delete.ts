import assert from "node:assert/strict";
import { test } from "node:test";
import type { Filter } from "../../src/row-query.ts";
import { withStore } from "./database.ts";
import type { CreateDatabase } from "./database.ts";
import { assertConsistent, storedRows } from "./stored-rows.ts";

const ids = [1, 2, 3, 4].map((n) => `00000000-0000-4000-8000-00000000000${n}`);
const run = { name: "ai-do", exit_code: 0, end_ts: "2025-11-22" };
const rows = ids.map((id, n) => ({ id, payload: { ...run, developer: n < 2 ? "ann" : "bob", n } }));

const id = { column: "id", path: [], asText: false };

function developerIs(value: string): Filter {
  return {
    expression: { column: "payload", path: ["developer"], asText: true },
    operator: "eq",
    value,
    negated: false,
  };
}

export function deleteContract(create: CreateDatabase): void {
  test("deleting takes the rows that match, and the rollup and the ledger follow", () =>
    withStore(create, async (store) => {
      await store.insertEvents(rows);
      const outcome = await store.deleteRows({ table: "events", filters: [developerIs("ann")] });
      assert.deepEqual(outcome, { kind: "deleted", count: 2, rows: [] });
      assert.deepEqual(await assertConsistent(store, ["ai-do"]), rows.slice(2));
      assert.deepEqual(await store.weeklyCounts({ task: "ai-do" }), [
        { week: "2025-W47", developer: "bob", runs: 2, successfulRuns: 2 },
      ]);
      const ledger = { received: 4, stored: 4, duplicate: 0, rejected: {}, deleted: 2, expired: 0 };
      assert.deepEqual(await store.ledger(), ledger);
    }));

  test("deleted rows are given back as a read would give them", () =>
    withStore(create, async (store) => {
      await store.insertEvents(rows);
      const select = [{ expression: { column: "payload", path: ["n"], asText: false }, as: "n" }];
      const outcome = await store.deleteRows({ table: "events", filters: [developerIs("ann")], select });
      assert.equal(outcome.kind, "deleted");
      assert.deepEqual(outcome.kind === "deleted" && outcome.rows.toSorted(), ['{"n":0}', '{"n":1}']);
    }));

  test("when more rows match than may go, none does", () =>
    withStore(create, async (store) => {
      await store.insertEvents(rows);
      const query = { table: "events", filters: [developerIs("ann")] } as const;
      assert.deepEqual(await store.deleteRows({ ...query, maxRows: 1 }), { kind: "too_many", count: 2 });
      assert.equal((await store.ledger()).deleted, 0);
      assert.deepEqual(await storedRows(store), rows);
      assert.equal((await store.deleteRows({ ...query, maxRows: 2 })).kind, "deleted");
    }));

  test("a deleted row can be stored again, and counts again", () =>
    withStore(create, async (store) => {
      await store.insertEvents(rows);
      const filters: Filter[] = [{ expression: id, operator: "in", value: ids, negated: false }];
      assert.equal((await store.deleteRows({ table: "events", filters })).count, 4);
      assert.deepEqual(await store.weeklyCounts({ task: "ai-do" }), []);
      await store.insertEvents(rows);
      assert.deepEqual(await assertConsistent(store, ["ai-do"]), rows);
    }));

  test("what matches nothing deletes nothing, and what makes no sense is refused", () =>
    withStore(create, async (store) => {
      await store.insertEvents(rows);
      const none = await store.deleteRows({ table: "events", filters: [developerIs("cleo")] });
      assert.deepEqual(none, { kind: "deleted", count: 0, rows: [] });
      const filters: Filter[] = [{ expression: id, operator: "eq", value: "abc", negated: false }];
      await assert.rejects(store.deleteRows({ table: "events", filters }), { code: "22P02" });
      const total = { ...id, column: "nope" };
      const unknown: Filter[] = [{ expression: total, operator: "is", value: "null", negated: false }];
      await assert.rejects(store.deleteRows({ table: "nsm", filters: unknown }), { code: "42703" });
    }));

  test("weekly totals are deleted, too, and are none of the ledger's business", () =>
    withStore(create, async (store) => {
      const total = { task: "ai-do", week: "2026-W47", successful_runs: 3 };
      await store.insertNsm(["ann", "bob"].map((developer) => ({ ...total, developer })));
      const developer = { column: "developer", path: [], asText: false };
      const filters: Filter[] = [{ expression: developer, operator: "eq", value: "ann", negated: false }];
      assert.deepEqual(await store.deleteRows({ table: "nsm", filters, select: [] }), {
        kind: "deleted",
        count: 1,
        rows: ['{"task":"ai-do","week":"2026-W47","developer":"ann","successful_runs":3}'],
      });
      assert.equal((await store.ledger()).deleted, 0);
    }));
}
