// The page is held against the document, as every other drawing is; and it must keep its own policy.
import assert from "node:assert/strict";
import { test } from "node:test";
import { buildReport, listFigures, summarise, weekColumns, type Report } from "@astrolabe/metric";
import { assertShows, cellsWithIds } from "../../metric/test/drawn-cells.ts";
import { renderPage } from "../src/render-page.ts";
import { renderNotice, renderSignIn } from "../src/render-sign-in.ts";
import { spread } from "../src/chart/side-labels.ts";
import { asOfMs, modelOf, report, summary } from "./page-model.ts";

/** Places that belong to values by one scale. */
function assertOnOneLine(placed: readonly (readonly [place: number, value: number])[], within: number): void {
  const sorted = placed.toSorted(([, a], [, b]) => a - b);
  const [[p0, v0], [p1, v1]] = [sorted[0] ?? [0, 0], sorted.at(-1) ?? [0, 0]];
  for (const [place, value] of placed) {
    const expected = p0 + ((value - v0) / (v1 - v0)) * (p1 - p0);
    assert.ok(Math.abs(place - expected) <= within, `${value} is drawn at ${place}, not at ${expected}`);
  }
}

const figures = new Map(listFigures(report).map((figure) => [figure.id, figure]));
const page = renderPage(modelOf());

for (const query of ["", "weeks=26&by=exit_code&goal=6.5"]) {
  test(`each cell of the page is its figure (?${query})`, () => {
    const cells = cellsWithIds(renderPage(modelOf(query)));
    assert.ok(cells.length > 500);
    for (const [id, text] of cells) assertShows(text, figures.get(id), id);
  });
}

test("every figure of the weeks shown, of the last change and of the trust is on the page", () => {
  const both = [...cellsWithIds(page), ...cellsWithIds(renderPage(modelOf("by=exit_code")))];
  const drawn = new Set(both.map(([id]) => id));
  const shown = new Set(report.weeks.slice(-52).map(({ week }) => week));
  const last = report.weeks.at(-1)?.week;
  const expected = [...figures.keys()].filter((id) => {
    const [, week = "", list = ""] = /^weeks\/([^/]+)\/(exit_codes|versions)?/.exec(id) ?? [];
    if (week !== "") return shown.has(week) && (list === "" || week === last);
    // The change is the sentence, and where the running week is heading is said beside it.
    return !/^running\/(exit_codes|versions|pace)|^last\/change/.test(id);
  });
  assert.deepEqual(
    expected.filter((id) => !drawn.has(id)),
    [],
  );
  assert.ok(page.toLowerCase().includes(report.last?.sentence ?? "?"));
});

test("the line, the dots and the year before are at the height of their figures", () => {
  const chart = /<figure[^>]*data-plot="number".*?<\/figure>/s.exec(page)?.[0] ?? "";
  const points = (kind: string): number[] =>
    [...chart.matchAll(new RegExp(`<polyline class="${kind}" points="([^"]+)"`, "g"))].flatMap(
      ([, text = ""]) => text.split(" ").map((place) => Number(place.split(",")[1])),
    );
  const values = (weeks: readonly (typeof report.weeks)[number][]): number[] =>
    weeks.map(({ per_developer }) => per_developer.value ?? Number.NaN);
  const [now, before] = [values(report.weeks.slice(-52)), values(report.weeks.slice(-104, -52))];
  const heights = [...points("line"), ...points("ghost")];
  assert.equal(heights.length, now.length + before.length);
  const placed = heights.map((y, index) => [y, [...now, ...before][index] ?? Number.NaN] as const);
  assertOnOneLine(placed, 0.2);
  const dots = [...chart.matchAll(/<circle class="(?:hit|dot)" cx="[\d.]+%" cy="([\d.]+)"/g)].map(([, y]) =>
    Number(y),
  );
  assert.deepEqual(dots, points("line"));
});

for (const [plot, field] of [
  ["active-developers", "active_developers"],
  ["per-developer", "per_developer"],
  ["active-days", "active_days"],
  ["success-rate", "success_rate"],
] as const) {
  test(`the small chart of ${field} has every week, and the running one, at its height`, () => {
    const chart = new RegExp(`<figure[^>]*data-plot="${plot}".*?</figure>`, "s").exec(page)?.[0] ?? "";
    const dots = [
      ...chart.matchAll(
        /<circle class="(?:hit|dot|hollow)" cx="([\d.]+)%" cy="([\d.]+)"[^>]* data-week="([^"]+)"/g,
      ),
    ];
    const rows = [...report.weeks.slice(-52), ...(report.running === null ? [] : [report.running])];
    assert.deepEqual(
      dots.map(([, , , week]) => week),
      rows.map(({ week }) => week),
    );
    assertOnOneLine(
      dots.map(([, , y], index) => [Number(y), rows[index]?.[field].value ?? Number.NaN]),
      0.2,
    );
    assertOnOneLine(
      dots.map(([, x], index) => [Number(x), index]),
      0.02,
    );
  });
}

test("each bar of the waterfall begins where the one before it ends, and is as long as its part", () => {
  const table = /<section id="why".*?<\/table>/s.exec(page)?.[0] ?? "";
  const bars = [...table.matchAll(/<rect class="\w+" x="([\d.]+)%" y="5" width="([\d.]+)%"/g)].map(
    ([, x, width]) => [Number(x), Number(x) + Number(width)],
  );
  const weeks = [...table.matchAll(/<circle class="dot" cx="([\d.]+)%"/g)].map(([, x]) => Number(x));
  const parts = report.last?.parts.map(({ value }) => value.value ?? Number.NaN) ?? [];
  assert.equal(bars.length, parts.length);
  const levels = parts.reduce(
    (sums, part) => [...sums, (sums.at(-1) ?? 0) + part],
    [report.weeks.at(-2)?.per_developer.value ?? 0],
  );
  const ends = bars.flatMap((bar, index) => {
    const isUp = (parts[index] ?? 0) >= 0;
    const [from, to] = isUp ? bar : bar.toReversed();
    return [
      [from, levels[index]],
      [to, levels[index + 1]],
    ] as [number, number][];
  });
  // A part that is next to nothing is drawn a little longer than it is, so that it can be seen.
  assertOnOneLine([[weeks[0] ?? 0, levels[0] ?? 0], ...ends, [weeks[1] ?? 0, levels.at(-1) ?? 0]], 0.45);
});

test("the running week is hollow and not joined to the line", () => {
  assert.equal([...page.matchAll(/<polyline class="line" points="([^"]+)"/g)][0]?.[1]?.split(" ").length, 52);
  assert.equal([...page.matchAll(/<circle class="hollow"/g)].length, 5);
});

test("marks stand at their week, and in words in a table", () => {
  const weeks = report.weeks.slice(-52).map(({ week }) => week);
  for (const [week, words] of [
    ["2026-W11", "v1.4 released"],
    ["2026-W23", "registry down"],
  ] as const) {
    const x = Math.round((weeks.indexOf(week) / 52) * 10_000) / 100;
    assert.match(
      page,
      new RegExp(`<g class="mark \\w+"><title>[^<]*${words}</title><line x1="${x}%" x2="${x}%"`),
    );
    assert.match(page, new RegExp(`<td>${week}</td><td>\\w+</td><td>${words}</td>`));
  }
});

test("a goal is drawn where the address has one", () => {
  assert.doesNotMatch(page, /goal: /);
  assert.match(renderPage(modelOf("goal=6.5")), /<line class="goal"[^>]*><title>goal: 6.5<\/title>/);
});

test("nothing on a page needs what its policy forbids: no style or handler in markup, no other server", () => {
  const pages = [
    page,
    renderPage(modelOf("", { sending: undefined })),
    renderSignIn("?"),
    renderNotice("a", "b"),
  ];
  for (const html of pages) {
    assert.doesNotMatch(html, /\sstyle=|<style|\son\w+=|javascript:/);
    assert.doesNotMatch(html, /<script(?! src="\/dashboard\.js\?v=)/);
    for (const [, url = ""] of html.matchAll(/\s(?:href|src|action)="([^"]*)"/g))
      assert.match(url, /^\/(?!\/)/);
  }
});

test("a page has one first heading, unique ids, a table for every chart, and names for all pictures", () => {
  assert.equal([...page.matchAll(/<h1[ >]/g)].length, 1);
  const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
  assert.deepEqual(
    ids.filter((id, index) => ids.indexOf(id) !== index),
    [],
  );
  assert.equal(
    [...page.matchAll(/class="canvas"/g)].length,
    [...page.matchAll(/<details id="[^"]*-table"/g)].length,
  );
  for (const [svg] of page.matchAll(/<svg [^>]*role="img"[^>]*>/g)) assert.match(svg, /aria-label="[^"]+"/);
});

const empty = buildReport(await summarise([]), { asOfMs });

test("without events it has the three commands; who may not read sees no key", () => {
  const html = renderPage(modelOf("", { report: empty }));
  assert.match(
    html,
    /export EVENTS_URL=&#39;|export EVENTS_URL='http:\/\/127\.0\.0\.1:54321\/rest\/v1\/events'/,
  );
  assert.match(html, /export EVENTS_TOKEN=/);
  assert.match(html, /record-event ai-do --exit-code 0 --analytics/);
  assert.match(html, /class="arrival"/);
  const closed = renderPage(modelOf("", { report: empty, sending: undefined }));
  assert.doesNotMatch(closed, /EVENTS_TOKEN|eyJ/);
});

test("without runs of the task, it leads to those that have some", () => {
  const html = renderPage(modelOf("weeks=26", { report: empty, tasks: ["build & test"] }));
  assert.match(html, /<a href="\/\?task=build\+%26\+test&amp;weeks=26" data-swap="">build &amp; test<\/a>/);
});

test("with a first run its light is on", async () => {
  const first = await summarise([
    { name: "ai-do", developer: "a", exit_code: 0, end_ts: asOfMs / 1000 - 60 },
  ]);
  const html = renderPage(modelOf("", { report: buildReport(first, { asOfMs }) }));
  assert.match(html, /class="arrival on"/);
  assert.match(html, /The newest run of ai-do came 1\.0 min ago/);
});

test("reports of few weeks and few developers are drawn, too", async () => {
  const runs = [1, 2, 3].flatMap((weeksAgo) =>
    Array.from({ length: weeksAgo === 3 ? 2 : 8 }, (_, index) => ({
      name: "ai-do",
      developer: `d${index}`,
      exit_code: index % 2,
      end_ts: asOfMs / 1000 - weeksAgo * 7 * 86_400,
    })),
  );
  for (const weeks of [1, 2, 3]) {
    // oxlint-disable-next-line no-await-in-loop -- a summary is read once
    const counted = await summarise(runs);
    const html = renderPage(modelOf("goal=2", { report: buildReport(counted, { asOfMs, weeks }) }));
    assert.doesNotMatch(html, /NaN|undefined|Infinity|\bnull\b/);
  }
});

test("where developers have another name each week, it says what can't be known then", () => {
  const html = renderPage(
    modelOf("", { report: buildReport({ ...summary, linkable: false }, { asOfMs, weeks: 104 }) }),
  );
  assert.equal([...html.matchAll(/Not known: developers have another name each week here\./g)].length, 2);
  assert.doesNotMatch(html, /NaN|undefined/);
});

test("a week between weeks without runs is a dot, as no line leads to it", async () => {
  const runs = [1, 2, 4].flatMap((weeksAgo) =>
    Array.from({ length: 8 }, (_, index) => ({
      name: "ai-do",
      developer: `d${index}`,
      exit_code: 0,
      end_ts: asOfMs / 1000 - weeksAgo * 7 * 86_400,
    })),
  );
  const html = renderPage(modelOf("", { report: buildReport(await summarise(runs), { asOfMs }) }));
  const chart = /<figure[^>]*data-plot="number".*?<\/figure>/s.exec(html)?.[0] ?? "";
  const dots = [...chart.matchAll(/<circle class="(hit|dot)"[^>]*data-week="([^"]+)"/g)];
  assert.deepEqual(
    dots.map(([, kind, week]) => `${week} ${kind}`),
    ["2026-W44 dot", "2026-W46 hit", "2026-W47 dot"],
  );
});

test("names from events and from the address can't act as markup", async () => {
  const task = `<script>alert("1")</script>`;
  const runs = Array.from({ length: 60 }, (_, index) => ({
    name: task,
    developer: `d${index % 10}`,
    exit_code: 0,
    version: "<b>",
    end_ts: asOfMs / 1000 - (7 + (index % 3) * 7) * 86_400,
  }));
  const hostile: Report = buildReport(await summarise(runs, { task }), { asOfMs });
  const marks = [{ at: "2026-11-10T00:00:00.000Z", kind: "release", text: `"><img src=x>` }] as const;
  for (const shown of [hostile, { ...empty, task }]) {
    const html = renderPage(modelOf(`task=${encodeURIComponent(task)}`, { report: shown, marks }));
    assert.doesNotMatch(html, /<script>|<b>|<img/);
    assert.match(html, /&lt;script&gt;/);
  }
});

test("equal models give equal bytes", () => {
  assert.equal(
    renderPage(modelOf()),
    renderPage(modelOf("", { report: buildReport(summary, { asOfMs, weeks: 104 }) })),
  );
});

test("labels beside the plot keep a line apart and stay within it", () => {
  for (const wanted of [[10, 11, 12], [290, 295, 299], [0, 0, 300, 300], []]) {
    const placed = spread(wanted, 12, 300);
    placed.forEach((y, index) => {
      assert.ok(y >= 12 - 1e-9 && y <= 300 + 1e-9, String(placed));
      if (index > 0) assert.ok(y - (placed[index - 1] ?? 0) >= 14 - 1e-9, String(placed));
    });
  }
});

test("all columns of a week are in its table", () => {
  for (const [title] of weekColumns) assert.ok(page.includes(`<th scope="col">${title}</th>`), title);
});
