import assert from "node:assert/strict";
import { test } from "node:test";
import { definition } from "../src/definition.ts";
import { northStar, northStarFromCounts } from "../src/north-star.ts";

const run = (developer: string, end_ts: string, exit_code: number): object => ({
  name: "ai-do",
  developer,
  exit_code,
  end_ts,
});

test("the metric of a week is its successful runs divided by its active developers", async () => {
  const events = [
    run("a", "2026-11-17", 0),
    run("a", "2026-11-18", 0),
    run("a", "2026-11-18", 0),
    run("b", "2026-11-22", 0),
    run("b", "2026-11-22", 1),
    run("c", "2026-11-22", 1),
  ];
  assert.deepEqual(await northStar(events, { now: new Date("2026-11-25") }), {
    task: "ai-do",
    weeks: [
      {
        week: "2026-W47",
        successful_runs: 4,
        runs: 6,
        active_developers: 2,
        per_developer: 2,
        success_rate: 4 / 6,
        complete: true,
      },
    ],
  });
});

test("a week with failed runs alone has no metric, and a success rate of nothing", async () => {
  const { weeks } = await northStar([run("a", "2026-11-17", 1)]);
  assert.equal(weeks[0]?.active_developers, 0);
  assert.equal(weeks[0]?.per_developer, null);
  assert.equal(weeks[0]?.success_rate, 0);
});

test("weeks come oldest first, and only those with runs", async () => {
  const { weeks } = await northStar([run("a", "2026-12-01", 0), run("a", "2026-11-02", 0)]);
  assert.deepEqual(
    weeks.map(({ week }) => week),
    ["2026-W45", "2026-W49"],
  );
});

async function isComplete(now: string): Promise<boolean | undefined> {
  const { weeks } = await northStar([run("a", "2026-11-17", 0)], { now: new Date(now) });
  return weeks[0]?.complete;
}

test("a week is complete from the instant it has ended", async () => {
  assert.equal(await isComplete("2026-11-22T23:59:59.999Z"), false);
  assert.equal(await isComplete("2026-11-23T00:00:00Z"), true);
});

test("a developer whose week comes in several counts is still one", () => {
  const count = { week: "2026-W47", developer: "a", runs: 1, successfulRuns: 1 };
  const { weeks } = northStarFromCounts("ai-do", [count, count]);
  assert.deepEqual([weeks[0]?.successful_runs, weeks[0]?.active_developers], [2, 1]);
});

test("counts of no runs make no week", () => {
  const count = { week: "2026-W47", developer: "a", runs: 0, successfulRuns: 0 };
  assert.deepEqual(northStarFromCounts("build", [count]), { task: "build", weeks: [] });
});

test("the default task is the one the definition names", async () => {
  assert.equal((await northStar([])).task, definition.defaultTask);
  assert.equal((await northStar([], { task: "build" })).task, "build");
});
