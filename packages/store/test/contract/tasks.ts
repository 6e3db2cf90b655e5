import assert from "node:assert/strict";
import { test } from "node:test";
import { withStore } from "./database.ts";
import type { CreateDatabase } from "./database.ts";

const run = { exit_code: 1, end_ts: 1_763_836_000 };

export function tasksContract(create: CreateDatabase): void {
  test("tasks are those that have runs, each once, in code point order", () =>
    withStore(create, async (store) => {
      assert.deepEqual(await store.tasks(), []);
      const names = ["b", "a", "Z", "b", "\u{1f680}", "\uff5e", ""];
      await store.insertEvents([
        ...names.map((name) => ({ payload: { ...run, name } })),
        { payload: { name: "no run" } },
      ]);
      assert.deepEqual(await store.tasks(), ["", "Z", "a", "b", "\uff5e", "\u{1f680}"]);
    }));

  test("of many tasks the first hundred are named", () =>
    withStore(create, async (store) => {
      const names = Array.from({ length: 150 }, (_, index) => `task ${String(index).padStart(3, "0")}`);
      await store.insertEvents(names.map((name) => ({ payload: { ...run, name } })));
      assert.deepEqual(await store.tasks(), names.slice(0, 100));
    }));
}
