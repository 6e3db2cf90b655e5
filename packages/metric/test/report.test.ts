import assert from "node:assert/strict";
import { test } from "node:test";
import { northStar } from "../src/north-star.ts";
import { buildReport } from "../src/report/build-report.ts";
import { listFigures } from "../src/report/list-figures.ts";
import type { Report } from "../src/report/report.ts";
import { summarise } from "../src/report/summarise.ts";
import type { Summary } from "../src/report/summary.ts";
import { plausibleYear } from "../../../scripts/seed/plausible-year.ts";
import { event, mondayMs, type PlannedRun } from "./report-events.ts";

const asOfMs = Date.UTC(2026, 10, 25, 10);
const year = plausibleYear({ seed: 1, asOfMs });
const summary = await summarise(year.rows);
const report = buildReport(summary, { asOfMs });

async function reportOf(
  runs: readonly PlannedRun[],
  options: { asOfMs?: number; minGroup?: number } = {},
): Promise<Report> {
  return buildReport(await summarise(runs.map(event)), { asOfMs: mondayMs(20), minGroup: 1, ...options });
}

test("each week has the numbers of the metric", async () => {
  const { weeks } = await northStar(year.rows, { now: new Date(asOfMs) });
  const rows = [...report.weeks, report.running];
  assert.equal(rows.length, weeks.length);
  for (const [index, week] of weeks.entries()) {
    const row = rows[index];
    assert.deepEqual(
      {
        week: row?.week,
        successful_runs: row?.successful_runs.value,
        runs: row?.runs.value,
        active_developers: row?.active_developers.value,
        per_developer: row?.per_developer.value,
        success_rate: row?.success_rate.value,
        complete: row !== report.running,
      },
      week,
    );
  }
});

test("cells in any order and any pieces make the same document, byte for byte", async () => {
  const pieces = await Promise.all(
    [0, 1, 2].map((third) => summarise(year.rows.filter((_, i) => i % 3 === third))),
  );
  const merged: Summary = {
    ...summary,
    cells: pieces.toReversed().flatMap(({ cells }) => [...cells]),
    latencies: pieces.flatMap(({ latencies }) => [...latencies]),
  };
  assert.equal(JSON.stringify(buildReport(merged, { asOfMs })), JSON.stringify(report));
});

test("the document survives JSON", () => {
  assert.deepEqual(JSON.parse(JSON.stringify(report)), report);
});

test("every figure says its unit, what it rests on, week, moment and definition", () => {
  const figures = listFigures(report);
  assert.ok(figures.length > 1000);
  assert.equal(new Set(figures.map(({ id }) => id)).size, figures.length, "ids are unique");
  for (const figure of figures) {
    assert.ok(figure.unit && figure.of && figure.as_of === report.as_of && figure.definition_version === 1);
    assert.equal(figure.value === null, figure.why !== undefined, figure.id);
    if (figure.id.startsWith("weeks/")) assert.equal(figure.week, figure.id.split("/")[1]);
    if (figure.interval) {
      const [low, high] = figure.interval;
      assert.ok(low <= high && figure.value !== null, figure.id);
      if (!figure.id.includes("pace")) assert.ok(low <= figure.value && figure.value <= high, figure.id);
    }
  }
});

test("the running week stands apart, with its whole days and an estimate of its end", () => {
  assert.equal(report.running?.week, "2026-W48");
  assert.equal(report.running.days, 2);
  assert.ok(!report.weeks.some(({ week }) => week === "2026-W48"));
  assert.ok(report.running.pace.interval);
});

test("weeks without a run are in the document, with nothing in them", async () => {
  const { weeks } = await reportOf([
    { developer: "a", week: 0 },
    { developer: "a", week: 2 },
  ]);
  assert.deepEqual(
    weeks.slice(0, 3).map(({ week, runs, per_developer }) => [week, runs.value, per_developer.value]),
    [
      ["2026-W23", 1, 1],
      ["2026-W24", 0, null],
      ["2026-W25", 1, 1],
    ],
  );
});

test("developers are new, returning, resurrected and lost", async () => {
  const active = [
    ["a", "b", "c"],
    ["a", "d"],
    ["a", "b", "e", "f"],
  ];
  const { weeks } = await reportOf(
    active.flatMap((names, week) => names.map((developer) => ({ developer, week }))),
  );
  const flow = weeks.slice(0, 3).map((row) => [row.new, row.returning, row.resurrected, row.lost]);
  assert.deepEqual(
    flow.map((figures) => figures.map(({ value }) => value)),
    [
      [null, null, null, null],
      [1, 1, 0, 2],
      [2, 1, 1, 1],
    ],
  );
  assert.equal(flow[0]?.[0]?.why, "not known");
});

test("the distribution, days and latencies are those of the runs", async () => {
  const runs = Array.from({ length: 20 }, (_, index) =>
    Array.from({ length: index + 1 }, (_run, run) => ({
      developer: `d${index}`,
      week: 0,
      day: run % 7,
      latencyMs: 1000 * (index + 1),
    })),
  ).flat();
  const { weeks } = await reportOf(runs);
  const [week] = weeks;
  assert.equal(week?.median.value, 10);
  assert.equal(week.p90.value, 18);
  assert.equal(week.top_tenth.value, 39 / 210);
  assert.equal(week.active_days.value, (1 + 2 + 3 + 4 + 5 + 6 + 7 * 14) / 20);
  assert.ok(Math.abs((week.latency_p50.value ?? 0) - 14_000) < 14_000 / 60);
  assert.ok(Math.abs((week.latency_p95.value ?? 0) - 20_000) < 20_000 / 60);
});

test("exit codes and versions sum to the runs", () => {
  for (const week of report.weeks) {
    const sum = (rows: readonly { runs: { value: number | null } }[]): number =>
      rows.reduce((total, { runs }) => total + (runs.value ?? Number.NaN), 0);
    assert.equal(sum(week.exit_codes), week.runs.value);
    assert.equal(sum(week.versions), week.runs.value);
  }
});

test("retention counts the developers of a cohort in later weeks", async () => {
  const { retention } = await reportOf(
    [
      { developer: "z", week: 10 },
      ...["a", "b"].map((developer) => ({ developer, week: 15 })),
      { developer: "a", week: 16 },
      { developer: "b", week: 18 },
    ],
    { asOfMs: mondayMs(19) },
  );
  const cohort = retention.find(({ week }) => week === "2026-W38");
  assert.equal(cohort?.developers.value, 2);
  assert.deepEqual(
    cohort.active_after.map(({ value }) => value),
    [1, 0, 1],
  );
});

test("trust tells what was skipped and dropped, how old the news is, and clocks that are wrong", async () => {
  const runs = [
    { developer: "a", week: 0 },
    { developer: "a", week: 30 },
  ].map(event);
  const dropped = { name: "astrolabe-dropped", count: 7, end_ts: 1 };
  const { trust, weeks } = buildReport(await summarise([...runs, dropped, 5]), {
    asOfMs: mondayMs(2),
    minGroup: 1,
  });
  assert.equal(trust.ledger?.received.value, 4);
  assert.equal(trust.ledger.dropped_at_client.value, 7);
  assert.equal(trust.future_runs.value, 1);
  assert.equal(weeks.length, 2);
  assert.equal(trust.estimated_loss.why, "not known");
});

test("loss is estimated from gaps in sequence numbers, where events have them", async () => {
  const numbers = [0, 1, 2, 4, 5, 7, 8, 9];
  const rows = numbers.map((seq) => ({ ...event({ developer: "a", week: 0 }), seq }));
  const { trust } = buildReport(await summarise(rows), { asOfMs: mondayMs(2), minGroup: 1 });
  assert.equal(trust.estimated_loss.value, 2 / 10);
  assert.equal(trust.estimated_loss.interval, null);
});

test("the headline stands under other definitions", async () => {
  const { trust } = await reportOf([
    ...["a", "a", "b", "b", "b"].map((developer) => ({ developer, week: 19 })),
    { developer: "c", week: 19, ci: true },
    { developer: "d", week: 19, exitCode: 1 },
    { developer: "a", week: 18 },
  ]);
  const values = trust.other_definitions.map(({ definition, per_developer }) => [
    definition,
    per_developer.value,
  ]);
  assert.deepEqual(values, [
    ["without continuous integration", 5 / 2],
    ["without developers seen once", 5 / 2],
    ["top 1 % capped", (2 + 2 + 1) / 3],
    ["any run makes a developer active", 6 / 4],
  ]);
  assert.equal(trust.ci_share.value, 1 / 7);
});

test("without two weeks there is nothing to compare, and a report of nothing is one, too", async () => {
  assert.equal((await reportOf([{ developer: "a", week: 19 }])).last, null);
  const empty = buildReport(await summarise([]), { asOfMs });
  assert.deepEqual([empty.weeks, empty.running, empty.last, empty.retention], [[], null, null, []]);
});

test("options that make no sense are refused", () => {
  for (const options of [
    { minGroup: 0 },
    { minGroup: 1.5 },
    { weeks: 0 },
    { weeks: 1e9 },
    { asOfMs: Number.NaN },
  ]) {
    assert.throws(() => buildReport(summary, { asOfMs, ...options }), RangeError);
  }
});
