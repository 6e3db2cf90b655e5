import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import {
  type Counts,
  nsmRows,
  type PostedTotals,
  totalsByWeek,
  type WeeklyRow,
  weeklyRows,
} from "../src/weekly-rows.ts";

const nowMs = Date.UTC(2026, 10, 22, 12);
const seed = process.env["ASTROLABE_TEST_SEED"];
const parameters = seed === undefined ? {} : { seed: Number(seed) };

/** What the destination holds for each week after it got the rows. */
function holding(rows: readonly WeeklyRow[]): Map<string, PostedTotals> {
  return new Map(
    rows.map(({ id, payload }) => [
      payload.week,
      { id, generatedAt: payload.generated_at, totals: payload.totals },
    ]),
  );
}

test("counts by developer become totals by week, both in order", () => {
  const weeks = totalsByWeek({ b: { "2026-W47": 2 }, a: { "2026-W47": 1, "2026-W46": 5 } });
  assert.equal(JSON.stringify([...weeks]), '[["2026-W46",{"a":5}],["2026-W47",{"a":1,"b":2}]]');
});

test("a row has the form of an event named nsm-weekly", () => {
  const [row] = weeklyRows("build", totalsByWeek({ ada: { "2026-W47": 3 } }), new Map(), nowMs);
  assert.match(row?.id ?? "", /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.deepEqual(row?.payload, {
    name: "nsm-weekly",
    task: "build",
    week: "2026-W47",
    generated_at: nowMs / 1000,
    totals: { ada: 3 },
  });
});

test("a week whose totals the destination has is left out, whatever the order of its members", () => {
  const posted = new Map([["2026-W47", { id: "x", generatedAt: 1, totals: { b: 2, a: 1 } }]]);
  const weeks = totalsByWeek({ a: { "2026-W47": 1 }, b: { "2026-W47": 2 } });
  assert.deepEqual(weeklyRows("ai-do", weeks, posted, nowMs), []);
});

test("a week that changed gets a row that is newer than the one it replaces, even when the clock is behind", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -5, max: 60_000 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (aheadMs, fraction) => {
        const generatedAt = (nowMs + aheadMs + fraction) / 1000;
        const posted = new Map([["2026-W47", { id: "x", generatedAt, totals: { a: 1 } }]]);
        const [row] = weeklyRows("ai-do", totalsByWeek({ a: { "2026-W47": 2 } }), posted, nowMs);
        assert.ok((row?.payload.generated_at ?? 0) > generatedAt);
      },
    ),
    parameters,
  );
});

test("totals that come back to what they once were get an id of their own", () => {
  const one = totalsByWeek({ a: { "2026-W47": 1 } });
  const two = totalsByWeek({ a: { "2026-W47": 2 } });
  const first = weeklyRows("ai-do", one, new Map(), nowMs);
  const second = weeklyRows("ai-do", two, holding(first), nowMs + 1);
  const third = weeklyRows("ai-do", one, holding(second), nowMs + 2);
  const fourth = weeklyRows("ai-do", two, holding(third), nowMs + 3);
  const ids = [first, second, third, fourth].map(([row]) => row?.id);
  assert.equal(new Set(ids).size, 4);
});

test("a developer may be called __proto__", () => {
  const counts: Counts = JSON.parse('{"__proto__":{"2026-W47":1}}');
  assert.equal(JSON.stringify([...totalsByWeek(counts)]), '[["2026-W47",{"__proto__":1}]]');
});

const anyCounts = fc.dictionary(
  fc.string({ minLength: 1 }),
  fc.dictionary(fc.constantFrom("2026-W45", "2026-W46", "2026-W47"), fc.integer({ min: 1, max: 9 })),
);

test("after its rows are stored, an upload of the same counts has nothing to post", () => {
  fc.assert(
    fc.property(anyCounts, anyCounts, (before, after) => {
      const held = holding(weeklyRows("ai-do", totalsByWeek(before), new Map(), nowMs));
      const weeks = totalsByWeek(after);
      for (const [week, posted] of holding(weeklyRows("ai-do", weeks, held, nowMs))) held.set(week, posted);
      assert.deepEqual(weeklyRows("ai-do", weeks, held, nowMs + 1000), []);
    }),
    parameters,
  );
});

test("ids do not depend on the clock, so a second try is the same row", () => {
  fc.assert(
    fc.property(anyCounts, fc.nat(), (counts, laterMs) => {
      const ids = (ms: number): string[] =>
        weeklyRows("ai-do", totalsByWeek(counts), new Map(), ms).map((row) => row.id);
      assert.deepEqual(ids(nowMs), ids(nowMs + laterMs));
    }),
    parameters,
  );
});

test("for the nsm table there is a row for each week and developer", () => {
  assert.deepEqual(nsmRows("ai-do", totalsByWeek({ b: { "2026-W47": 2 }, a: { "2026-W47": 1 } })), [
    { task: "ai-do", week: "2026-W47", developer: "a", successful_runs: 1 },
    { task: "ai-do", week: "2026-W47", developer: "b", successful_runs: 2 },
  ]);
});
