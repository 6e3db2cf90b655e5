import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { fastCheckRuns } from "../seed.ts";
import { withStore } from "./database.ts";
import type { CreateDatabase } from "./database.ts";
import { assertConsistent } from "./stored-rows.ts";

const tasks = ["ai-do", "build"];

/** Few ids, so that many come again; the payload differs each time, so that it shows which one was stored. */
const row = fc.record({
  id: fc.option(
    fc.nat(40).map((n) => `00000000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`),
    { nil: undefined, freq: 8 },
  ),
  payload: fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        name: fc.constantFrom(...tasks, "other"),
        developer: fc.constantFrom("ann", "bob", "", "__proto__", 7, "😀"),
        exit_code: fc.constantFrom(0, -0, 1, 130, "0", null),
        end_ts: fc.oneof(
          fc.integer({ min: 1_700_000_000, max: 1_710_000_000 }),
          fc.constantFrom("2024-12-30", "2024-01-02T03:04:05.6789Z", null, "soon"),
        ),
        version: fc.constantFrom("1.0.0", "1.0.1", "no version", null),
        ci: fc.boolean(),
        pseudonyms: fc.constantFrom(undefined, undefined, undefined, undefined, "weekly"),
        latency_ms: fc.oneof(fc.double({ min: -10, max: 1e6 }), fc.constant(null)),
      }),
    },
    { weight: 1, arbitrary: fc.record({ name: fc.constant("astrolabe-dropped"), count: fc.integer() }) },
    { weight: 1, arbitrary: fc.jsonValue() },
  ),
});

const insert = fc.record({
  rows: fc.array(row, { maxLength: 50 }),
  onConflict: fc.constantFrom("fail" as const, "ignore" as const),
  /** Insert this one together with the next. */
  together: fc.boolean(),
});

export function propertiesContract(create: CreateDatabase, shareOfTries: number): void {
  test("whatever is sent and resent, in any order and grouping, each id is stored once and counted once", async () => {
    const property = fc.asyncProperty(fc.array(insert, { maxLength: 12 }), (inserts) =>
      withStore(create, async (store) => {
        const first = new Map<string, unknown>();
        let withoutId = 0;
        const started: Promise<unknown>[] = [];
        for (const { rows, onConflict, together } of inserts) {
          const ids = rows.flatMap(({ id }) => (id === undefined ? [] : [id]));
          const conflicts = ids.some((id) => first.has(id)) || new Set(ids).size < ids.length;
          if (!(conflicts && onConflict === "fail")) {
            for (const { id, payload } of rows) {
              if (id === undefined) withoutId += 1;
              else if (!first.has(id)) first.set(id, payload);
            }
          }
          started.push(store.insertEvents(rows, onConflict));
          if (!together) await Promise.all(started.splice(0));
        }
        await Promise.all(started);

        const stored = await assertConsistent(store, tasks);
        assert.equal(stored.length, first.size + withoutId);
        const payloads = new Map(stored.map(({ id, payload }) => [id, payload]));
        for (const [id, payload] of first)
          assert.deepEqual(payloads.get(id), JSON.parse(JSON.stringify(payload)));
        const { received } = await store.ledger();
        assert.equal(
          received,
          inserts.reduce((sum, { rows }) => sum + rows.length, 0),
        );
      }),
    );
    await fc.assert(property, fastCheckRuns(50 * shareOfTries));
  });

  test("whatever is stored, replaced and deleted at the same time, the rollup is a recount and the ledger balances", async () => {
    const step = fc.record({
      rows: fc.uniqueArray(row, { maxLength: 8, selector: ({ id }) => id ?? {} }),
      action: fc.constantFrom("fail" as const, "ignore" as const, "merge" as const, "delete" as const),
      together: fc.boolean(),
    });
    const property = fc.asyncProperty(fc.array(step, { maxLength: 15 }), (steps) =>
      withStore(create, async (store) => {
        const started: Promise<unknown>[] = [];
        for (const { rows, action, together } of steps) {
          const ids = rows.flatMap(({ id }) => id ?? []);
          const expression = { column: "id", path: [], asText: false };
          const filters = [{ expression, operator: "in" as const, value: ids, negated: false }];
          started.push(
            action === "delete"
              ? store.deleteRows({ table: "events", filters })
              : store.insertEvents(rows, action),
          );
          if (!together) await Promise.all(started.splice(0));
        }
        await Promise.all(started);
        await assertConsistent(store, tasks);
      }),
    );
    await fc.assert(property, fastCheckRuns(25 * shareOfTries));
  });

  test("resending everything, in any order and in any batches, changes no number but the ledger's", async () => {
    const property = fc.asyncProperty(
      fc.array(fc.tuple(row, fc.nat()), { minLength: 1, maxLength: 60 }),
      fc.array(fc.tuple(fc.nat(20), fc.constantFrom("fail" as const, "ignore" as const)), { minLength: 1 }),
      (rows, batches) =>
        withStore(create, async (store) => {
          const sent = rows.map(([{ payload }, place], n) => ({
            place,
            row: { id: `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`, payload },
          }));
          await store.insertEvents(sent.map((one) => one.row));
          const before = await assertConsistent(store, tasks);
          const weekly = await store.weeklyCounts({ task: "ai-do" });
          const shuffled = sent.toSorted((a, b) => a.place - b.place).map((one) => one.row);
          for (const [size, onConflict] of batches) {
            await store.insertEvents(shuffled.splice(0, size), onConflict);
          }
          await store.insertEvents(shuffled);
          assert.deepEqual(await assertConsistent(store, tasks), before);
          assert.deepEqual(await store.weeklyCounts({ task: "ai-do" }), weekly);
        }),
    );
    await fc.assert(property, fastCheckRuns(25 * shareOfTries));
  });
}
