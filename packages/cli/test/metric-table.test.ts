import assert from "node:assert/strict";
import { test } from "node:test";
import { metricTable } from "../src/metric-table.ts";

test("the table has a row a week, and marks the running one", () => {
  const table = metricTable({
    task: "ai-do",
    weeks: [
      {
        week: "2026-W46",
        successful_runs: 7,
        runs: 8,
        active_developers: 3,
        per_developer: 7 / 3,
        success_rate: 7 / 8,
        complete: true,
      },
      {
        week: "2026-W47",
        successful_runs: 0,
        runs: 2,
        active_developers: 0,
        per_developer: null,
        success_rate: 0,
        complete: false,
      },
    ],
  });
  assert.equal(
    table,
    `week       successful runs  active developers  runs per active developer  success rate
2026-W46                 7                  3                       2.33        87.5 %
2026-W47*                0                  0                          -         0.0 %

* this week is still running: its numbers will change
`,
  );
});

test("without runs it says so", () => {
  assert.equal(metricTable({ task: "build", weeks: [] }), "No runs of build.\n");
});
