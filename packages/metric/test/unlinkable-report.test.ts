// The same year of events twice: as it is, and with another name for each developer in each week.
import assert from "node:assert/strict";
import { test } from "node:test";
import { drawDigest } from "../src/draw/digest.ts";
import { drawHtml } from "../src/draw/html.ts";
import { drawMarkdown } from "../src/draw/markdown.ts";
import { drawTerminal } from "../src/draw/terminal.ts";
import { buildReport } from "../src/report/build-report.ts";
import { listFigures } from "../src/report/list-figures.ts";
import { summarise } from "../src/report/summarise.ts";
import { parseRun, toEvent } from "../src/run.ts";
import { plausibleYear } from "../../../scripts/seed/plausible-year.ts";
import { changeCoverage } from "./coverage.ts";
import { populations } from "./simulated-developers.ts";

const asOfMs = Date.UTC(2026, 10, 25, 10);
const { rows } = plausibleYear({ seed: 1, asOfMs });
const renamed = rows.map((row) => {
  const run = parseRun(row);
  const event = toEvent(row) as object;
  return run === null
    ? event
    : { ...event, seq: 1, developer: `${run.developer} in ${run.week}`, pseudonyms: "weekly" };
});
const linked = buildReport(await summarise(rows), { asOfMs });
const summary = await summarise(renamed);
const unlinked = buildReport(summary, { asOfMs });

const isOff = (id: string): boolean =>
  /\/(new|returning|resurrected|lost)$|estimated_loss|without developers seen once/.test(id);

test("what needs nobody to be followed is the same to the last digit, and the rest is not known", () => {
  assert.deepEqual([linked.linkable, unlinked.linkable], [true, false]);
  const before = new Map(listFigures(linked).map((figure) => [figure.id, figure]));
  const figures = listFigures(unlinked);
  for (const { id, value, n, why } of figures) {
    if (isOff(id)) assert.deepEqual({ value, why }, { value: null, why: "not known" }, id);
    else
      assert.deepEqual(
        { value, n, why },
        { value: before.get(id)?.value, n: before.get(id)?.n, why: before.get(id)?.why },
        id,
      );
  }
  const ids = new Set(figures.map(({ id }) => id));
  const gone = [...before.keys()].filter((id) => !ids.has(id));
  for (const id of gone) assert.match(id, /^(retention|last\/parts)\//);
  assert.deepEqual([unlinked.retention, unlinked.last?.parts], [[], []]);
});

test("a change is compared as that of two samples, and says so", () => {
  const [paired, unpaired] = [linked.last, unlinked.last];
  assert.ok(paired?.change.interval && unpaired?.change.interval);
  const width = ([low, high]: readonly [number, number]): number => high - low;
  assert.ok(width(unpaired.change.interval) > width(paired.change.interval));
  assert.match(unpaired.sentence, /\), unpaired: /);
  assert.doesNotMatch(paired.sentence, /unpaired/);
});

test("the interval of two samples of the same people covers a change at least as often as it says", () => {
  for (const [name, population] of Object.entries(populations)) {
    for (const level of [1, 1.3]) {
      const coverage = changeCoverage(population, level, { samples: 500, developers: 60, seed: 18 }, false);
      assert.ok(coverage >= 0.95, `${name}: ${coverage}`);
    }
  }
});

test("each drawing says that nobody is followed", () => {
  for (const drawn of [drawTerminal(unlinked), drawMarkdown(unlinked), drawHtml(unlinked)]) {
    assert.match(drawn, /Nobody is followed from week to week/);
  }
  assert.match(drawDigest(unlinked).join("\n"), /why isn't known, as nobody is followed/);
  assert.doesNotMatch(drawDigest(unlinked).join("\n"), /\d new|lost/);
  for (const line of drawTerminal(unlinked).split("\n")) assert.ok(Array.from(line).length <= 80, line);
  for (const drawn of [drawTerminal(linked), drawMarkdown(linked), drawHtml(linked), ...drawDigest(linked)]) {
    assert.doesNotMatch(drawn, /followed|unpaired/);
  }
});

test("weeks of another zone than the pseudonyms' are refused", async () => {
  const elsewhere = await summarise(renamed, { timeZone: "Asia/Tokyo" });
  assert.throws(
    () => buildReport(elsewhere, { asOfMs }),
    /weeks in Asia\/Tokyo would count some of them twice/,
  );
});

test("one weekly pseudonym of the task is enough, and those of other tasks don't matter", async () => {
  const ofTask = renamed.slice(0, 50);
  assert.equal((await summarise([...rows, ...ofTask])).linkable, false);
  const others = ofTask.map((event) => ({ ...event, name: "build" }));
  assert.equal((await summarise([...rows, ...others])).linkable, true);
});
