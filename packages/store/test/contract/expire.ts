import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import type { EventStore, ExpireQuery } from "../../src/event-store.ts";
import { minKeepRawMs } from "../../src/limits.ts";
import { fastCheckRuns } from "../seed.ts";
import { countsOf } from "./assert-summary.ts";
import { withStore } from "./database.ts";
import type { CreateDatabase } from "./database.ts";
import { storedRows } from "./stored-rows.ts";

const dayMs = 86_400_000;
const todayMs = Math.floor(Date.now() / dayMs) * dayMs;
const daysAgo = (days: number): number => todayMs - days * dayMs;
const run = { name: "ai-do", developer: "ann", exit_code: 0 };
/** Not a UUIDv7: of such a row, its timestamp says when it was. */
const v4 = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

/** A UUIDv7 of that day; the last digits tell several apart. */
function v7(days: number, n = 0): string {
  const time = (daysAgo(days) + 1).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${String(n).padStart(12, "0")}`;
}

async function expireAll(store: EventStore, query: ExpireQuery): Promise<number> {
  let expired = 0;
  let after: string | undefined;
  do {
    const outcome = await store.expire({ ...query, after });
    expired += outcome.expired;
    after = outcome.next;
  } while (after !== undefined);
  return expired;
}

/** What stores promise that let raw rows expire. */
export function expireContract(create: CreateDatabase): void {
  test("rows from before the horizon go, and every number stays", () =>
    withStore(create, async (store) => {
      const old = { ...run, end_ts: daysAgo(100) / 1000 };
      const recent = { ...run, end_ts: daysAgo(2) / 1000 };
      await store.insertEvents([
        { id: v7(100), payload: old },
        { id: v4(1), payload: { ...run, end_ts: new Date(daysAgo(100)).toISOString() } },
        { id: v7(100, 2), payload: recent }, // its id says when it was
        { id: v7(2), payload: recent },
        { id: v4(2), payload: recent },
        { id: v4(3), payload: { name: "no time" } },
        { id: v4(4), payload: null },
      ]);
      const counts = await store.weeklyCounts({ task: "ai-do" });
      assert.equal(await expireAll(store, { beforeMs: daysAgo(90), maxRows: 2 }), 3);
      assert.deepEqual(
        (await storedRows(store)).map(({ id }) => id),
        [v4(2), v4(3), v4(4), v7(2)],
      );
      assert.deepEqual(await store.weeklyCounts({ task: "ai-do" }), counts);
      assert.deepEqual(await store.ledger(), {
        received: 7,
        stored: 7,
        duplicate: 0,
        rejected: {},
        deleted: 0,
        expired: 3,
      });
    }));

  test("an expired row that is resent is refused, however it is sent, and no number changes", () =>
    withStore(create, async (store) => {
      const rows = [
        { id: v7(100), payload: { ...run, end_ts: daysAgo(100) / 1000 } },
        { id: v4(1), payload: { ...run, end_ts: daysAgo(100) / 1000 } },
      ];
      await store.insertEvents(rows);
      const counts = await store.weeklyCounts({ task: "ai-do" });
      await expireAll(store, { beforeMs: daysAgo(90), maxRows: 100 });
      const horizonMs = daysAgo(90);
      for (const onConflict of ["fail", "ignore", "merge"] as const) {
        for (const row of rows) {
          const outcome = await store.insertEvents([row], onConflict);
          assert.deepEqual(outcome, { kind: "expired", id: row.id, horizonMs });
        }
      }
      const fresh = { id: v7(1), payload: { ...run, end_ts: daysAgo(1) / 1000 } };
      assert.equal((await store.insertEvents([fresh, ...rows])).kind, "expired");
      assert.deepEqual(await store.weeklyCounts({ task: "ai-do" }), counts);
      assert.deepEqual(await storedRows(store), []);
      assert.deepEqual(await store.ledger(), {
        received: 11,
        stored: 2,
        duplicate: 0,
        rejected: { batch_expired: 1, expired: 8 },
        deleted: 0,
        expired: 2,
      });
      assert.equal((await store.insertEvents([fresh])).kind, "stored");
    }));

  test("a row that is there is a duplicate, even before the horizon", () =>
    withStore(create, async (store) => {
      const old = { id: v7(100), payload: run };
      await store.insertEvents([{ id: v4(1), payload: run }, old]);
      await store.expire({ beforeMs: daysAgo(90), maxRows: 1 }); // looked at the first only
      assert.deepEqual(await store.insertEvents([old]), { kind: "conflict", id: old.id });
      assert.equal((await store.insertEvents([old], "ignore")).kind, "stored");
      const { received, duplicate } = await store.ledger();
      assert.deepEqual({ received, duplicate }, { received: 4, duplicate: 2 });
    }));

  test("the horizon only moves forward, in whole days, and not too close", () =>
    withStore(create, async (store) => {
      const horizon = async (beforeMs: number): Promise<number> =>
        (await store.expire({ beforeMs, maxRows: 1 })).horizonMs;
      assert.equal(await horizon(daysAgo(90) + 5000), daysAgo(90));
      assert.equal(await horizon(daysAgo(120)), daysAgo(90));
      assert.equal(await horizon(daysAgo(60)), daysAgo(60));
      await assert.rejects(horizon(Date.now() - minKeepRawMs + dayMs), RangeError);
      await assert.rejects(horizon(Number.NaN), RangeError);
    }));

  test("deleting goes on to take rows out of the rollup, after rows have expired", () =>
    withStore(create, async (store) => {
      await store.insertEvents([
        { id: v7(100), payload: { ...run, end_ts: daysAgo(100) / 1000 } },
        { id: v7(1), payload: { ...run, developer: "bob", end_ts: daysAgo(1) / 1000 } },
      ]);
      await expireAll(store, { beforeMs: daysAgo(90), maxRows: 100 });
      await store.deleteRows({ table: "events", filters: [] });
      const counts = await store.weeklyCounts({ task: "ai-do" });
      assert.deepEqual(
        counts.map(({ developer }) => developer),
        ["ann"],
      );
      const { stored, deleted, expired } = await store.ledger();
      assert.deepEqual({ stored, deleted, expired }, { stored: 2, deleted: 1, expired: 1 });
    }));

  test("what has expired in one store is carried into another once, with its horizon and all its numbers", () =>
    withStore(create, async (source) => {
      const horizonMs = Math.floor(Date.now() / dayMs - 60) * dayMs;
      const rows = Array.from({ length: 40 }, (_, n) => ({
        id: `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`,
        payload: {
          name: n % 3 === 0 ? "build" : "ai-do",
          developer: `developer ${n % 4}`,
          exit_code: n % 5 === 0 ? 2 : 0,
          ci: n % 2 === 0,
          version: `1.${n % 3}.0`,
          end_ts: (horizonMs - (n - 20) * 3 * dayMs) / 1000,
          latency_ms: 1000 * n,
        },
      }));
      await source.insertEvents(rows);
      assert.equal(await source.expiredRuns(), undefined);
      await source.expire({ beforeMs: horizonMs, maxRows: 100 });
      const runs = await source.expiredRuns();
      assert.ok(runs !== undefined);
      assert.deepEqual([runs.horizonMs, runs.rows], [horizonMs, 19]);

      await withStore(create, async (target) => {
        // The target has runs of its own, of the same developers and weeks.
        const own = rows.slice(0, 10).map(({ payload }) => ({ payload }));
        await target.insertEvents(own);
        await withStore(create, async (expected) => {
          await expected.insertEvents([...own, ...rows]);
          await target.insertEvents(rows.slice(0, 21));
          for (let times = 0; times < 2; times += 1) await target.carryExpired("source", runs);
          for (const task of ["ai-do", "build"]) {
            assert.deepEqual(await target.weeklyCounts({ task }), await expected.weeklyCounts({ task }));
            assert.deepEqual(
              countsOf(await target.summary({ task })),
              countsOf(await expected.summary({ task })),
            );
          }
        });
        assert.equal(await target.horizon(), horizonMs);
        const { received, stored, expired } = await target.ledger();
        assert.deepEqual({ received, stored, expired }, { received: 50, stored: 50, expired: 19 });
        assert.equal((await target.insertEvents(rows.slice(-1))).kind, "expired");
        // And on to a third one.
        const again = await target.expiredRuns();
        assert.deepEqual([again?.rows, again?.cells.length], [19, runs.cells.length]);
      });
    }));

  test("whoever is forgotten leaves nothing of what has expired", () =>
    withStore(create, async (store) => {
      const ann = "a".repeat(32);
      const bob = "b".repeat(32);
      await store.insertEvents(
        [ann, bob].map((developer, n) => ({
          id: v7(100, n),
          payload: { ...run, developer, end_ts: daysAgo(100) / 1000 },
        })),
      );
      await expireAll(store, { beforeMs: daysAgo(90), maxRows: 100 });
      await store.forget({ developers: [ann] });
      const developersOf = (counts: readonly { readonly developer: string }[]): string[] =>
        counts.map(({ developer }) => developer);
      assert.deepEqual(developersOf(await store.weeklyCounts({ task: "ai-do" })), [bob]);
      assert.deepEqual(
        (await store.expiredRuns())?.cells.map(([, , developer]) => developer),
        [bob],
      );
    }));

  test("whatever is sent, expires and is sent again: each run counts once", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ days: fc.integer({ min: 0, max: 200 }), isV7: fc.boolean() }), {
          minLength: 1,
          maxLength: 30,
        }),
        fc.array(fc.integer({ min: 40, max: 200 }), { minLength: 1, maxLength: 3 }),
        (events, horizons) =>
          withStore(create, async (store) => {
            const rows = events.map(({ days, isV7 }, n) => ({
              id: isV7 ? v7(days, n) : v4(n),
              payload: { ...run, end_ts: (daysAgo(days) + 1) / 1000 },
            }));
            await store.insertEvents(rows);
            const counts = await store.weeklyCounts({ task: "ai-do" });
            for (const days of horizons) {
              await expireAll(store, { beforeMs: daysAgo(days), maxRows: 7 });
              for (const row of rows) await store.insertEvents([row]);
            }
            assert.deepEqual(await store.weeklyCounts({ task: "ai-do" }), counts);
            const left = events.filter(({ days }) => days <= Math.min(...horizons)).length;
            const { received, stored, duplicate, rejected, expired } = await store.ledger();
            assert.equal((await storedRows(store)).length, left);
            assert.equal(stored - expired, left);
            assert.equal(received, stored + duplicate + (rejected["expired"] ?? 0));
          }),
      ),
      fastCheckRuns(8),
    ));
}
