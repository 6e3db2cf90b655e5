import assert from "node:assert/strict";
import { test } from "node:test";
import { buildReport, listFigures, weekStartMs, type Report, type ReportOptions } from "@astrolabe/metric";
import { figuresCsv, figuresNdjson, weekFigures } from "../src/export-figures.ts";
import { readPublicReport } from "../src/read-public-report.ts";
import { asOfMs, report, summary } from "./page-model.ts";

const figures = weekFigures(report, 26);

test("an export has every figure of the weeks asked for and of the running one, and nothing else", () => {
  const weeks = new Set(figures.map(({ week }) => week));
  assert.equal(weeks.size, 27);
  const expected = listFigures(report).filter(
    ({ id, week }) => /^(weeks|running)\//.test(id) && weeks.has(week),
  );
  assert.deepEqual(figures, expected);
});

test("NDJSON says the figures as they are", () => {
  const lines = figuresNdjson(figures).trimEnd().split("\n");
  assert.deepEqual(
    lines.map((line): unknown => JSON.parse(line)),
    JSON.parse(JSON.stringify(figures)),
  );
});

test("CSV says the same", () => {
  const [head = "", ...lines] = figuresCsv(figures).trimEnd().split("\r\n");
  assert.equal(head, "id,week,value,unit,n,of,low,high,why,as_of,definition_version");
  assert.equal(lines.length, figures.length);
  for (const [index, line] of lines.entries()) {
    const figure = figures[index];
    const [low = "", high = ""] = figure?.interval ?? [];
    const cells = [
      figure?.id,
      figure?.week,
      figure?.value,
      figure?.unit,
      figure?.n,
      figure?.of,
      low,
      high,
      figure?.why,
      figure?.as_of,
      1,
    ];
    assert.equal(line, cells.map((cell) => cell ?? "").join(","));
  }
});

test("no version of a tool can be a formula or break a row", () => {
  const [figure] = figures;
  assert.ok(figure);
  const csv = figuresCsv([{ ...figure, id: `weeks/2026-W47/versions/=1+1,"\r\n/runs` }]);
  assert.match(csv, /\r\n"weeks\/2026-W47\/versions\/=1\+1,""\r\n\/runs",/);
});

test("the public report has the complete weeks of the other one, and nothing of single rows or the running week", async () => {
  const open = await readPublicReport(reportUpTo, "ai-do", { asOfMs, weeks: 104 });
  assert.deepEqual(open.weeks, report.weeks);
  assert.deepEqual(open.last, report.last);
  assert.deepEqual(open.retention, report.retention);
  assert.equal(open.running, null);
  assert.equal(open.trust.ledger, null);
  assert.equal(open.trust.newest_run, null);
  assert.equal(open.trust.age.value, null);
  assert.equal(open.as_of, "2026-11-23T00:00:00.000Z");
});

test("what happens in the running week changes nothing in the public report", async () => {
  const moments = [weekStartMs("2026-W48") + 1, asOfMs];
  const [early, late] = await Promise.all(
    moments.map((moment) => readPublicReport(reportUpTo, "ai-do", { asOfMs: moment, weeks: 104 })),
  );
  assert.deepEqual(early, late);
  assert.notDeepEqual(buildReport(summary, { asOfMs, weeks: 104 }), late);
});

/** As a store does. */
async function reportUpTo({ to }: { readonly to: string }, options: ReportOptions): Promise<Report> {
  const isAsked = ({ week }: { readonly week: string }): boolean => week <= to;
  const cells = [...summary.cells].filter(isAsked);
  return buildReport({ ...summary, cells, latencies: [...summary.latencies].filter(isAsked) }, options);
}
