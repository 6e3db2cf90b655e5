// Every drawing is held against the document, cell by cell: what it shows of a figure must be that figure.
import assert from "node:assert/strict";
import { test } from "node:test";
import { drawDigest } from "../src/draw/digest.ts";
import { drawHtml } from "../src/draw/html.ts";
import { drawMarkdown, weekColumns } from "../src/draw/markdown.ts";
import { drawLineChart } from "../src/draw/svg/line-chart.ts";
import { drawPicture } from "../src/draw/svg/picture.ts";
import { drawWaterfall } from "../src/draw/svg/waterfall-chart.ts";
import { drawTerminal } from "../src/draw/terminal.ts";
import { buildReport } from "../src/report/build-report.ts";
import { listFigures } from "../src/report/list-figures.ts";
import type { Report } from "../src/report/report.ts";
import { summarise } from "../src/report/summarise.ts";
import { plausibleYear } from "../../../scripts/seed/plausible-year.ts";
import { assertShows, cellsWithIds } from "./drawn-cells.ts";
import { event, mondayMs } from "./report-events.ts";

const asOfMs = Date.UTC(2026, 10, 25, 10);
const summary = await summarise(plausibleYear({ seed: 1, asOfMs }).rows);
const report = buildReport(summary, { asOfMs });
const figures = new Map(listFigures(report).map((figure) => [figure.id, figure]));

test("each cell of the HTML page is its figure, and every figure of a week is in it", () => {
  const cells = cellsWithIds(drawHtml(report));
  for (const [id, text] of cells) assertShows(text, figures.get(id), id);
  const drawn = new Set(cells.map(([id]) => id));
  const lists = /\/(exit_codes|versions)\//;
  const missing = [...figures.keys()].filter(
    (id) => !drawn.has(id) && !lists.test(id) && !id.startsWith("last/limits"),
  );
  assert.deepEqual(missing, []);
});

test("each number of the picture is its figure", () => {
  const cells = cellsWithIds(drawPicture(report));
  for (const [id, text] of cells) assertShows(text, figures.get(id), id);
  assert.equal(cells.length, 1 + 2 + (report.last?.parts.length ?? 0));
});

test("the line goes through every week at its height", () => {
  const chart = drawLineChart(report, "per_developer", { height: 326 });
  const dots = [
    ...chart.matchAll(
      /<circle class="\w+" cx="([\d.]+)" cy="([\d.]+)"[^>]* data-week="([^"]+)"><title>([^<]+)/g,
    ),
  ];
  assert.equal(dots.length, report.weeks.length + 1);
  const heights = dots.map(([, , y, week]): [number, number] => {
    const row = [...report.weeks, report.running].find((other) => other?.week === week);
    return [Number(y), row?.per_developer.value ?? Number.NaN];
  });
  const byValue = heights.toSorted(([, a], [, b]) => a - b);
  const [[y0, v0], [y1, v1]] = [byValue[0] ?? [0, 0], byValue.at(-1) ?? [0, 0]];
  for (const [y, value] of heights) {
    const expected = y0 + ((value - v0) / (v1 - v0)) * (y1 - y0);
    assert.ok(Math.abs(y - expected) < 0.2, `${value} is drawn at ${y}, not at ${expected}`);
  }
  for (const [, , , week = "", title = ""] of dots) {
    const id = week === report.running?.week ? "running/per_developer" : `weeks/${week}/per_developer`;
    assertShows(title.replace(/^.*?: /, ""), figures.get(id), id);
  }
});

test("the running week is not joined to the line", () => {
  const chart = drawLineChart(report, "per_developer");
  const points = /<polyline class="line" points="([^"]+)"/.exec(chart)?.[1]?.split(" ") ?? [];
  assert.equal(points.length, report.weeks.length);
  assert.match(chart, /<circle class="hollow"/);
});

test("each cell of the Markdown tables is its figure", () => {
  const rows = drawMarkdown(report)
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  let compared = 0;
  for (const [name = "", ...cells] of rows) {
    const part = figures.get(`last/parts/${name}/value`);
    if (part !== undefined || name === "sum") {
      assertShows(cells[0] ?? "", part ?? figures.get("last/change"), name);
      compared++;
    }
    const other = figures.get(`trust/other_definitions/${name}/per_developer`);
    if (other !== undefined) assertShows(cells[0] ?? "", other, name);
    if (!/^\d{4}-W\d\d/.test(name)) continue;
    for (const [index, [, field]] of weekColumns.entries()) {
      const id = name.endsWith("*") ? `running/${field}` : `weeks/${name}/${field}`;
      assertShows(cells[index] ?? "", figures.get(id), id);
      compared++;
    }
  }
  assert.equal(compared, 7 + 13 * weekColumns.length);
});

test("the terminal shows the figures, in 80 columns and 24 lines", () => {
  const text = drawTerminal(report);
  const lines = text.split("\n");
  assert.ok(lines.length <= 25 && lines.at(-1) === "", `${lines.length} lines`);
  for (const line of lines) assert.ok(Array.from(line).length <= 80, line);
  const week = `weeks/${report.weeks.at(-1)?.week}`;
  const [changes = "", inputs = ""] = text.split(/(?=^ {2}= change)/m);
  const after = (label: string, section: string): string => {
    const [, shown = ""] =
      new RegExp(`(?:^| {2})${RegExp.escape(label)} {2,}(\\S.*?)(?: {2}|$)`, "m").exec(section) ?? [];
    return shown;
  };
  for (const [label, id] of [
    ["successful runs", `${week}/successful_runs`],
    ["runs", `${week}/runs`],
    ["success rate", `${week}/success_rate`],
    ["active developers", `${week}/active_developers`],
    ["new", `${week}/new`],
    ["lost", `${week}/lost`],
    ["days per developer", `${week}/active_days`],
    ["latency p50", `${week}/latency_p50`],
    ["latency p95", `${week}/latency_p95`],
    ["CI share", "trust/ci_share"],
    ["rows received", "trust/ledger/received"],
    ["newest run", "trust/age"],
    ["running 2026-W48*", "running/per_developer"],
    ["= change since 2026-W46", "last/change"],
    ...(report.last?.parts ?? []).map(
      ({ causes }) => [causes.join(" + "), `last/parts/${causes.join(" + ")}/value`] as const,
    ),
  ] as const) {
    assertShows(after(label, id.startsWith("last/parts/") ? changes : inputs), figures.get(id), label);
  }
  assertShows(lines[2] ?? "", figures.get(`${week}/per_developer`), "headline");
  assert.equal(lines[3]?.trim(), report.last?.sentence);
  assert.equal(Array.from((lines[4] ?? "").trim()).length, report.weeks.length);
});

test("the digest has five lines of figures, and says that nothing changed when nothing did", () => {
  const lines = drawDigest(report);
  assert.equal(lines.length, 5);
  assert.equal(report.last?.verdict, "no change");
  assert.match(lines[1] ?? "", /^nothing changed since 2026-W46: /);
  const week = `weeks/${report.weeks.at(-1)?.week}`;
  assertShows(/: (.+)/.exec(lines[0] ?? "")?.[1] ?? "", figures.get(`${week}/per_developer`), "number");
  assertShows(lines[3] ?? "", figures.get(`${week}/successful_runs`), "successful runs");
  assertShows(/of (\d+)/.exec(lines[3] ?? "")?.[1] ?? "", figures.get(`${week}/runs`), "runs");
});

test("a change that is one is not called nothing", async () => {
  const runs = Array.from({ length: 40 }, (_, index) => `d${index}`).flatMap((developer, index) =>
    [0, 1].flatMap((week) =>
      Array.from({ length: (week ? 9 : 3) + (index % 3) }, () => event({ developer, week })),
    ),
  );
  const changed = buildReport(await summarise(runs), { asOfMs: mondayMs(2) });
  assert.equal(changed.last?.verdict, "up");
  assert.match(drawDigest(changed)[1] ?? "", /^since 2026-W23 \+6\.00 .*: up, and more than noise explains$/);
});

const empty = buildReport(await summarise([]), { asOfMs });
const few = buildReport(await summarise([0, 1, 2].map((week) => event({ developer: "a", week }))), {
  asOfMs: mondayMs(2) + 3 * 86_400_000,
});

test("reports of nothing and of too few are drawn, too", () => {
  for (const [name, bare] of Object.entries({ empty, few })) {
    for (const draw of [drawTerminal, drawMarkdown, drawHtml, drawPicture, drawWaterfall]) {
      const drawn = draw(bare);
      assert.ok(
        drawn.length > 20 && !/NaN|undefined|Infinity|null/.test(drawn),
        `${name} by ${draw.name}: ${drawn}`,
      );
    }
    assert.ok(drawDigest(bare).every((line) => line.length > 0));
  }
  assert.match(drawTerminal(few), /hidden; --min-group 1 shows them/);
});

test("names from events can't act as markup", async () => {
  const task = `<script>alert("1")</script>`;
  const runs = Array.from({ length: 30 }, (_, index) => ({
    ...event({ developer: `d${index % 10}`, week: index % 3 }),
    name: task,
    version: "<b>",
  }));
  const hostile: Report = buildReport(await summarise(runs, { task }), { asOfMs: mondayMs(3) });
  for (const drawn of [drawHtml(hostile), drawPicture(hostile)]) {
    assert.doesNotMatch(drawn, /<script|<b>/);
    assert.match(drawn, /&lt;script&gt;/);
  }
  assert.match(drawMarkdown(hostile), /## \\<script\\>/);
});

test("a picture has a name and says what it shows", () => {
  for (const drawn of [drawPicture(report), drawLineChart(report, "success_rate"), drawWaterfall(report)]) {
    assert.match(drawn, /^<svg [^>]*role="img"[^>]*><title>[^<]+<\/title><desc>[^<]+<\/desc>/);
  }
});
