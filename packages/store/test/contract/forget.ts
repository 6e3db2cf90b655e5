import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { openStore } from "../../src/open-store.ts";
import type { EventStore, NewEventRow } from "../../src/event-store.ts";
import { fastCheckRuns } from "../seed.ts";
import { withStore } from "./database.ts";
import type { CreateDatabase } from "./database.ts";
import { assertConsistent, storedRows } from "./stored-rows.ts";

const ann = "a".repeat(32);
const bob = "b".repeat(32);
const run = { name: "ai-do", exit_code: 0, end_ts: "2025-11-22" };

/** A UUIDv7 of that time, the n-th. */
function idAt(ms: number, n: number): string {
  const time = ms.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${n.toString(16).padStart(12, "0")}`;
}

const hourAgo = Date.now() - 3_600_000;
const rowOf = (developer: string, n: number): NewEventRow => ({
  id: idAt(hourAgo, n),
  payload: { ...run, developer, n },
});

async function forget(store: EventStore, developer: string): Promise<Record<"events" | "totals", number>> {
  const [forgotten] = await store.forget({ developers: [developer] });
  assert.equal(forgotten?.developer, developer);
  return { events: forgotten.events, totals: forgotten.totals };
}

export function forgetContract(create: CreateDatabase): void {
  test("a developer who is forgotten is gone from rows, rollup and weekly totals, and the ledger balances", () =>
    withStore(create, async (store) => {
      const weekly = { name: "nsm-weekly", task: "ai-do", week: "2025-W47", generated_at: 1_763_836_012 };
      await store.insertEvents([
        ...[1, 2, 3].map((n) => rowOf(ann, n)),
        rowOf(bob, 4),
        { id: idAt(hourAgo, 5), payload: { name: "no-run", developer: ann } },
        { id: idAt(hourAgo, 6), payload: { ...run, developer: "", user: ann } },
        { id: idAt(hourAgo, 7), payload: { name: "no-run", developer: bob, note: `about ${ann}` } },
        { id: idAt(hourAgo, 8), payload: { ...weekly, totals: { [ann]: 3, [bob]: 1 } }, json: undefined },
        { id: idAt(hourAgo, 9), payload: { ...weekly, totals: { [bob]: 1 } } },
        { id: idAt(hourAgo, 10), payload: { ...weekly, totals: [ann] } },
        { id: idAt(hourAgo, 11), payload: { ...run, developer: { name: bob }, user: 0, username: ann } },
      ]);
      const total = { task: "ai-do", week: "2025-W47", successful_runs: 3 };
      await store.insertNsm([ann, bob].map((developer) => ({ ...total, developer })));

      const before = Date.now();
      const [forgotten] = await store.forget({ developers: [ann] });
      assert.deepEqual({ events: forgotten?.events, totals: forgotten?.totals }, { events: 6, totals: 2 });
      assert.ok((forgotten?.forgottenAtMs ?? 0) >= before);
      const rows = await assertConsistent(store, ["ai-do"]);
      assert.deepEqual(
        rows.map(({ payload }) => payload),
        [
          { ...run, developer: bob, n: 4 },
          { name: "no-run", developer: bob, note: `about ${ann}` },
          { ...weekly, totals: { [bob]: 1 } },
          { ...weekly, totals: { [bob]: 1 } },
          { ...weekly, totals: [ann] },
        ],
      );
      const { rows: totals } = await store.readRows({ table: "nsm", select: [], filters: [], order: [] });
      assert.deepEqual(
        totals.map((text) => (JSON.parse(text) as { developer: string }).developer),
        [bob],
      );
      assert.deepEqual((await store.ledger()).deleted, 6);
      assert.ok(!JSON.stringify(await store.summary({ task: "ai-do" })).includes(ann));
    }));

  test("forgetting again changes nothing and answers the same, and unknown developers are forgotten, too", () =>
    withStore(create, async (store) => {
      await store.insertEvents([rowOf(ann, 1)]);
      const both = await store.forget({ developers: [ann, bob] });
      assert.deepEqual(
        both.map(({ developer, events, totals }) => ({ developer, events, totals })),
        [
          { developer: ann, events: 1, totals: 0 },
          { developer: bob, events: 0, totals: 0 },
        ],
      );
      const later = idAt(Date.now() + 60_000, 2);
      await store.insertEvents([{ id: later, payload: { ...run, developer: ann } }]);
      assert.deepEqual(await store.forget({ developers: [ann] }), both.slice(0, 1));
      assert.deepEqual(await store.forget({ developers: [bob, ann] }), both.toReversed());
      assert.equal((await storedRows(store)).length, 1);
    }));

  test("what a forgotten developer recorded before is refused when it comes late, with its whole batch, and counted", () =>
    withStore(create, async (store) => {
      await store.forget({ developers: [ann] });
      const future = Date.now() + 60_000;
      const late = [
        rowOf(ann, 1),
        // Not of version 7: the event's own time counts.
        { id: "00000000-0000-4000-8000-00000000000a", payload: { ...run, developer: ann } },
        { payload: { ...run, developer: ann } },
        // No time at all.
        { payload: { name: "no-run", developer: ann } },
        { payload: { name: "no-run", developer: ann, end_ts: "soon" } },
      ];
      for (const row of late) assert.deepEqual(await store.insertEvents([row]), { kind: "forgotten" });
      assert.deepEqual(await store.insertEvents([rowOf(bob, 2), rowOf(ann, 3)]), { kind: "forgotten" });
      assert.deepEqual(await store.insertEvents([rowOf(ann, 3)], "ignore"), { kind: "forgotten" });
      assert.deepEqual((await store.ledger()).rejected, { forgotten: 8 });

      const back = [
        { id: idAt(future, 4), payload: { ...run, developer: ann } },
        { payload: { ...run, developer: ann, end_ts: future / 1000 } },
        rowOf(bob, 2),
      ];
      assert.equal((await store.insertEvents(back)).kind, "stored");
      assert.deepEqual(await store.insertEvents([rowOf(ann, 5)], "merge"), { kind: "forgotten" });
      const replaced = { id: rowOf(bob, 2).id, payload: { ...run, developer: ann } };
      assert.deepEqual(await store.insertEvents([replaced], "merge"), { kind: "forgotten" });
      await assertConsistent(store, ["ai-do"]);
    }));

  test("forgetting while others insert leaves nothing of the developer that was recorded before", () =>
    withStore(create, async (store) => {
      const inserted = [];
      for (let n = 0; n < 60; n += 1) {
        inserted.push(store.insertEvents([rowOf(ann, 2 * n), rowOf(bob, 2 * n + 1)]));
        if (n % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
        if (n === 30) inserted.push(store.forget({ developers: [ann] }));
      }
      await Promise.all(inserted);
      const rows = await assertConsistent(store, ["ai-do"]);
      assert.ok(rows.every(({ payload }) => (payload as { developer: string }).developer === bob));
      const { rejected, deleted } = await store.ledger();
      assert.equal((rejected["forgotten"] ?? 0) / 2 + deleted, 60);
    }));

  test("whatever is stored, forgotten and resent, the others' rows and numbers stay (random)", async () => {
    const developers = [ann, bob, "c".repeat(32)];
    const action = fc.record({ developer: fc.nat(2), n: fc.nat(20), forget: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 25 }), async (actions) => {
        await withStore(create, async (store) => {
          const expected = new Map<string, string>();
          const forgotten = new Set<string>();
          for (const each of actions) {
            const developer = developers[each.developer] ?? "";
            const row = rowOf(developer, each.developer * 100 + each.n);
            if (each.forget) {
              const events = [...expected.values()].filter((one) => one === developer).length;
              const answered = await forget(store, developer);
              if (!forgotten.has(developer)) assert.deepEqual(answered, { events, totals: 0 });
              for (const [id, one] of expected) if (one === developer) expected.delete(id);
              forgotten.add(developer);
            } else {
              const { kind } = await store.insertEvents([row], "ignore");
              assert.equal(kind, forgotten.has(developer) ? "forgotten" : "stored");
              if (kind === "stored") expected.set(String(row.id), developer);
            }
          }
          const rows = await assertConsistent(store, ["ai-do"]);
          assert.deepEqual(
            rows.map(({ id }) => id),
            [...expected.keys()].toSorted(),
          );
        });
      }),
      fastCheckRuns(8),
    );
  });

  test("closing waits for the erasure, and the next who opens the store gives the same answer", async () => {
    const database = await create();
    const store = await openStore(database.url);
    await store.insertEvents([rowOf(ann, 1), rowOf(ann, 2)]);
    const asked = store.forget({ developers: [ann] });
    await store.close();
    const first = await asked;
    const again = await openStore(database.url);
    assert.deepEqual(await again.forget({ developers: [ann] }), first);
    await again.close();
    await database.remove();
  });
}
