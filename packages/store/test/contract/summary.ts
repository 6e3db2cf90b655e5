import assert from "node:assert/strict";
import { test } from "node:test";
import { buildReport, latencyBucket, summarise } from "@astrolabe/metric";
import { assertSummary, countsOf } from "./assert-summary.ts";
import { withStore } from "./database.ts";
import type { CreateDatabase } from "./database.ts";
import { storedRows } from "./stored-rows.ts";

const ids = [1, 2, 3].map((n) => `00000000-0000-4000-8000-00000000000${n}`);
const monday = 1_763_337_600; // 2025-11-17 (W47)
const run = { name: "ai-do", developer: "ann", exit_code: 0, end_ts: monday + 3600, version: "1.0" };

export function summaryContract(create: CreateDatabase): void {
  test("a summary counts runs by week, developer, version, CI, day and exit code, and latencies by week", () =>
    withStore(create, async (store) => {
      const payloads = [
        run,
        { ...run, latency_ms: 100 },
        { ...run, start_ts: run.end_ts - 0.1, end_ts: run.end_ts + 2 * 86_400 },
        { ...run, exit_code: 130, latency_ms: 5 },
        { ...run, ci: true, version: "2.0", tool_version: "2.1" },
        { ...run, developer: "bob", end_ts: "2025-12-01T00:00:00.25Z" },
      ];
      await store.insertEvents(payloads.map((payload) => ({ payload })));
      const summary = await assertSummary(store, await storedRows(store), "ai-do");
      assert.deepEqual(countsOf(summary), {
        '["2025-W47","ann","1.0",false,"failures","130"]': 1,
        '["2025-W47","ann","1.0",false,"runs"]': 4,
        '["2025-W47","ann","1.0",false,"successes",0]': 2,
        '["2025-W47","ann","1.0",false,"successes",2]': 1,
        '["2025-W47","ann","2.1",true,"runs"]': 1,
        '["2025-W47","ann","2.1",true,"successes",0]': 1,
        [`["2025-W47","latency",${latencyBucket(100)}]`]: 1,
        [`["2025-W47","latency",${latencyBucket(172_800_100)}]`]: 1,
        '["2025-W49","bob","1.0",false,"runs"]': 1,
        '["2025-W49","bob","1.0",false,"successes",0]': 1,
      });
      assert.equal(summary.newestRunMs, Date.UTC(2025, 11, 1) + 250);
    }));

  test("a summary can be of some weeks only, and of a task without runs", () =>
    withStore(create, async (store) => {
      const days = ["2025-11-10", "2025-11-17", "2025-11-24"];
      await store.insertEvents(days.map((end_ts) => ({ payload: { ...run, end_ts, latency_ms: 1 } })));
      const middle = await store.summary({ task: "ai-do", from: "2025-W47", to: "2025-W47" });
      assert.deepEqual(countsOf(middle), countsOf(await summarise([{ ...run, latency_ms: 1 }])));
      assert.equal(middle.newestRunMs, Date.UTC(2025, 10, 17));
      assert.equal(middle.ledger?.received, 3);
      const none = await store.summary({ task: "build" });
      assert.deepEqual(countsOf(none), {});
      assert.equal(none.newestRunMs, null);
    }));

  test("what was dropped at clients is told, and no longer when the row that says so is deleted", () =>
    withStore(create, async (store) => {
      const dropped = (count: unknown): object => ({ name: "astrolabe-dropped", developer: "ann", count });
      const counts = [3, 4, 0, -1, 1.5, "5", null, 1e9 + 1];
      await store.insertEvents(counts.map((count, n) => ({ id: ids[n], payload: dropped(count) })));
      const known = async (): Promise<unknown> => (await store.summary({ task: "ai-do" })).ledger;
      const ledger = { received: 8, stored: 8, duplicate: 0, rejected: {} };
      assert.deepEqual(await known(), { ...ledger, droppedAtClient: 7 });
      const expression = { column: "id", path: [], asText: false };
      const filters = [{ expression, operator: "eq" as const, value: ids[0] ?? "", negated: false }];
      await store.deleteRows({ table: "events", filters });
      assert.deepEqual(await known(), { ...ledger, droppedAtClient: 4 });
    }));

  test("the newest run is right again once a developer's runs of its week are gone", () =>
    withStore(create, async (store) => {
      const later = { ...run, developer: "bob", end_ts: monday + 7200 };
      await store.insertEvents([run, later].map((payload, n) => ({ id: ids[n], payload })));
      assert.equal((await store.summary({ task: "ai-do" })).newestRunMs, later.end_ts * 1000);
      await store.insertEvents([{ id: ids[1], payload: null }], "merge");
      assert.equal((await store.summary({ task: "ai-do" })).newestRunMs, run.end_ts * 1000);
    }));

  test("its report is the same, byte for byte, as that of the events", () =>
    withStore(create, async (store) => {
      const payloads = Array.from({ length: 300 }, (_, n) => ({
        ...run,
        developer: `developer ${n % 23}`,
        exit_code: n % 7 === 0 ? n % 5 : 0,
        end_ts: monday - (n % 60) * 86_400 + n,
        version: `1.${n % 4}`,
        ci: n % 11 === 0,
        latency_ms: n * 13,
      }));
      await store.insertEvents(payloads.map((payload) => ({ payload })));
      const kept = await store.summary({ task: "ai-do" });
      const counted = { ...(await summarise(payloads)), ledger: kept.ledger };
      const options = { asOfMs: (monday + 86_400) * 1000 };
      assert.equal(JSON.stringify(buildReport(kept, options)), JSON.stringify(buildReport(counted, options)));
      const report = await store.report({ task: "ai-do" }, options);
      assert.equal(JSON.stringify(report), JSON.stringify(buildReport(kept, options)));
      const [, , week = ""] = report.weeks.map((row) => row.week);
      const until = { query: { task: "ai-do", to: week }, options: { ...options, weeks: 2 } };
      assert.deepEqual(
        await store.report(until.query, until.options),
        buildReport(await store.summary(until.query), until.options),
      );
    }));
}
