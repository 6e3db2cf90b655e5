import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { withStore } from "./database.ts";
import type { CreateDatabase } from "./database.ts";

const id = "00000000-0000-4000-8000-00000000000a";
const run = { name: "ai-do", developer: "ann", exit_code: 0, end_ts: 1_763_836_012.456 }; // 2025-W47

export function rollupContract(create: CreateDatabase): void {
  test("runs are counted by week and developer, and a failed run is no successful one", () =>
    withStore(create, async (store) => {
      const payloads = [
        run,
        { ...run, exit_code: 1 },
        { ...run, developer: "bob" },
        { ...run, end_ts: "2025-11-25" },
      ];
      await store.insertEvents(payloads.map((payload) => ({ payload })));
      assert.deepEqual(await store.weeklyCounts({ task: "ai-do" }), [
        { week: "2025-W47", developer: "ann", runs: 2, successfulRuns: 1 },
        { week: "2025-W47", developer: "bob", runs: 1, successfulRuns: 1 },
        { week: "2025-W48", developer: "ann", runs: 1, successfulRuns: 1 },
      ]);
    }));

  test("a resent run counts once, whatever it is resent with", () =>
    withStore(create, async (store) => {
      await store.insertEvents([{ id, payload: run }]);
      await store.insertEvents([{ id, payload: run }]);
      await store.insertEvents([{ id, payload: run }], "ignore");
      await store.insertEvents([{ payload: run }, { id, payload: { ...run, exit_code: 1 } }]);
      assert.deepEqual(await store.weeklyCounts({ task: "ai-do" }), [
        { week: "2025-W47", developer: "ann", runs: 1, successfulRuns: 1 },
      ]);
    }));

  test("what is no run counts nowhere", () =>
    withStore(create, async (store) => {
      const payloads = [null, 5, "ai-do", [run], { ...run, exit_code: "0" }, { ...run, end_ts: "soon" }, {}];
      await store.insertEvents(payloads.map((payload) => ({ payload })));
      assert.deepEqual(await store.weeklyCounts({ task: "ai-do" }), []);
    }));

  test("tasks are counted apart, and names that run together are not confused", () =>
    withStore(create, async (store) => {
      await store.insertEvents([{ payload: { ...run, name: "a" } }, { payload: { ...run, name: "" } }]);
      await store.insertEvents([{ payload: { ...run, name: "a2025-W47ann" } }]);
      for (const task of ["a", "", "a2025-W47ann"]) {
        const counts = await store.weeklyCounts({ task });
        assert.deepEqual(counts, [{ week: "2025-W47", developer: "ann", runs: 1, successfulRuns: 1 }]);
      }
    }));

  test("weeks are asked for from and to, both inclusive", () =>
    withStore(create, async (store) => {
      const days = ["2024-12-31", "2025-01-06", "2025-01-13", "2025-12-30"];
      await store.insertEvents(days.map((end_ts) => ({ payload: { ...run, end_ts } })));
      const weeks = async (from?: string, to?: string): Promise<string[]> =>
        (await store.weeklyCounts({ task: "ai-do", from, to })).map(({ week }) => week);
      assert.deepEqual(await weeks(), ["2025-W01", "2025-W02", "2025-W03", "2026-W01"]);
      assert.deepEqual(await weeks("2025-W02"), ["2025-W02", "2025-W03", "2026-W01"]);
      assert.deepEqual(await weeks("2025-W02", "2025-W03"), ["2025-W02", "2025-W03"]);
      assert.deepEqual(await weeks(undefined, "2025-W01"), ["2025-W01"]);
    }));

  test("developers come in code point order, strange names too", () =>
    withStore(create, async (store) => {
      const developers = ["__proto__", "a\u0001b", "b", "é", "\uffee", "😀", "' OR 1=1 --"];
      await store.insertEvents(
        developers.toReversed().map((developer) => ({ payload: { ...run, developer } })),
      );
      const counted = (await store.weeklyCounts({ task: "ai-do" })).map(({ developer }) => developer);
      assert.deepEqual(counted, ["' OR 1=1 --", "__proto__", "a\u0001b", "b", "é", "\uffee", "😀"]);
    }));

  test("a lone surrogate, which no UTF-8 can say, is counted as U+FFFD", () =>
    withStore(create, async (store) => {
      await store.insertEvents([{ payload: { ...run, developer: "\ud800" } }]);
      await store.insertEvents([{ payload: { ...run, developer: "\udfff" } }]);
      const counts = await store.weeklyCounts({ task: "ai-do" });
      assert.deepEqual(counts, [{ week: "2025-W47", developer: "\ufffd", runs: 2, successfulRuns: 2 }]);
    }));

  test("names of any length are counted, and those that differ late are told apart", () =>
    withStore(create, async (store) => {
      const long = createHash("shake256", { outputLength: 5000 }).update("seed").digest("hex");
      const names = [`${long}a`, `${long}b`, long.slice(0, 150)];
      const payloads = names.map((developer) => ({ ...run, name: long, developer }));
      await store.insertEvents([...payloads, ...payloads].map((payload) => ({ payload })));
      const counts = await store.weeklyCounts({ task: long });
      assert.deepEqual(
        counts,
        names.toSorted().map((developer) => ({ week: "2025-W47", developer, runs: 2, successfulRuns: 2 })),
      );
    }));
}
