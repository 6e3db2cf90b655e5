import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { buildReport } from "../src/report/build-report.ts";
import { listFigures } from "../src/report/list-figures.ts";
import type { Figure, Report } from "../src/report/report.ts";
import { summarise } from "../src/report/summarise.ts";
import { createRandom } from "./random.ts";
import { event, mondayMs, type PlannedRun } from "./report-events.ts";
import { propertyRuns } from "./property-runs.ts";

const minGroup = 5;
const weeks = 6;

/** A few dozen people of whom some come, go, fail, try versions, or sit under continuous integration. */
function drawRuns(seed: number, people: number): PlannedRun[] {
  const random = createRandom(seed);
  return Array.from({ length: people }, (_, index) => index).flatMap((index) =>
    Array.from({ length: weeks }, (_, week) => week).flatMap((week) => {
      if (random.uniform() < 0.45) return [];
      return Array.from({ length: 1 + random.poisson(2) }, () => ({
        developer: `d${index}`,
        week,
        exitCode: random.uniform() < 0.7 ? 0 : random.uniform() < 0.7 ? 1 : 2 + random.poisson(1),
        version: `1.${random.poisson(0.7)}`,
        ci: index % 9 === 0,
      }));
    }),
  );
}

async function drawReport(seed: number, people: number): Promise<Report> {
  return buildReport(await summarise(drawRuns(seed, people).map(event)), {
    asOfMs: mondayMs(weeks),
    minGroup,
  });
}

const cases = [fc.nat(), fc.integer({ min: 1, max: 40 })] as const;

/** What a reader gets who subtracts the addends shown from a whole that is shown: the developers that are left. */
function assertNothingLeft(
  whole: Figure | undefined,
  addends: readonly (Figure | undefined)[],
  what: string,
): void {
  if (typeof whole?.value !== "number" || addends.some((figure) => figure?.why === "not known")) return;
  const left = addends.reduce((rest, figure) => rest - (figure?.value ?? 0), whole.value);
  assert.ok(left === 0 || left >= minGroup, `${what}: ${left} developers are left`);
  const hidden = addends.filter((figure) => figure?.why === "hidden").length;
  assert.ok(left === 0 || hidden > 1, `${what}: one number is hidden, and is ${left}`);
}

test("no number rests on fewer developers than the smallest group shown", async () => {
  await fc.assert(
    fc.asyncProperty(...cases, async (seed, people) => {
      for (const { id, n, of, value, unit } of listFigures(await drawReport(seed, people))) {
        if (of === "developers" && n !== null) assert.ok(n === 0 || n >= minGroup, `${id} rests on ${n}`);
        if (unit === "developers" && value !== null)
          assert.ok(value === 0 || value >= minGroup, `${id} is ${value}`);
      }
    }),
    propertyRuns(80),
  );
});

test("what is hidden can't be worked out from a week's sums", async () => {
  await fc.assert(
    fc.asyncProperty(...cases, async (seed, people) => {
      const report = await drawReport(seed, people);
      for (const [index, row] of report.weeks.entries()) {
        assertNothingLeft(
          row.active_developers,
          [row.new, row.returning, row.resurrected],
          `${row.week} arrivals`,
        );
        assertNothingLeft(
          report.weeks[index - 1]?.active_developers,
          [row.returning, row.lost],
          `${row.week} departures`,
        );
      }
    }),
    propertyRuns(120),
  );
});

test("what is hidden in the retention can't be worked out from the weeks", async () => {
  await fc.assert(
    fc.asyncProperty(...cases, async (seed, people) => {
      const { retention, weeks: rows } = await drawReport(seed, people);
      for (const { week, active_developers, new: arrivals } of rows) {
        if (active_developers.value === null || arrivals.value === null) continue;
        const shown = retention.flatMap((cohort) => {
          const age =
            rows.findIndex((row) => row.week === week) - rows.findIndex((row) => row.week === cohort.week);
          return age > 0 ? [cohort.active_after[age - 1]?.value ?? 0] : [];
        });
        const left = shown.reduce((rest, count) => rest - count, active_developers.value - arrivals.value);
        assert.ok(left === 0 || left >= minGroup, `${week}: ${left} developers are left`);
      }
      for (const { week, developers, active_after } of retention) {
        assert.equal(developers.value, rows.find((row) => row.week === week)?.new.value);
        for (const { value } of active_after) {
          if (value === null || developers.value === null) continue;
          const gone = developers.value - value;
          assert.ok(gone === 0 || gone >= minGroup, `${gone} of ${week} are gone`);
        }
      }
    }),
    propertyRuns(120),
  );
});

test("the parts of a change that are shown still sum to it", async () => {
  await fc.assert(
    fc.asyncProperty(...cases, async (seed, people) => {
      const { last } = await drawReport(seed, people);
      if (last === null || last.parts.length === 0) return;
      const sum = last.parts.reduce((total, { value }) => total + (value.value ?? Number.NaN), 0);
      assert.ok(Math.abs(sum - (last.change.value ?? Number.NaN)) < 1e-9);
    }),
    propertyRuns(80),
  );
});

test("a week of four is hidden as a whole, and of five is shown", async () => {
  const names = ["a", "b", "c", "d", "e"];
  const at = (week: number, count: number): PlannedRun[] =>
    names.slice(0, count).map((developer) => ({ developer, week }));
  const { weeks: rows } = buildReport(await summarise([...at(0, 4), ...at(1, 5)].map(event)), {
    asOfMs: mondayMs(2),
  });
  const values = rows.map((row) =>
    listFigures({ ...({} as Report), weeks: [row] }).map(({ value }) => value),
  );
  assert.ok(values[0]?.every((value) => value === null || value === 0));
  assert.equal(rows[1]?.active_developers.value, 5);
});
