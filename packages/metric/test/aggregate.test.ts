import assert from "node:assert/strict";
import { test } from "node:test";
import { aggregateSuccessfulRuns, countRuns } from "../src/aggregate.ts";
import { readEvents } from "../src/read-events.ts";
import { streamOf } from "./chunks.ts";

const week47 = "2026-11-22";
const week48 = "2026-11-23";
const run = (developer: string, end_ts: unknown = week47, exit_code = 0, name = "ai-do"): object => ({
  name,
  developer,
  exit_code,
  end_ts,
});

test("successful runs are counted by developer and week", async () => {
  const events = [
    run("a", week48),
    run("b"),
    run("a"),
    run("a"),
    run("a", week47, 1),
    run("a", week47, 0, "other"),
  ];
  assert.deepStrictEqual(await aggregateSuccessfulRuns(events), {
    a: { "2026-W47": 2, "2026-W48": 1 },
    b: { "2026-W47": 1 },
  });
});

test("developers come in code point order and weeks ascending", async () => {
  const names = ["b", "\uff21", "a", "\u{1f600}", "B"];
  const counts = await aggregateSuccessfulRuns(names.flatMap((name) => [run(name, week48), run(name)]));
  assert.deepEqual(Object.keys(counts), ["B", "a", "b", "\uff21", "\u{1f600}"]);
  for (const weeks of Object.values(counts)) assert.deepEqual(Object.keys(weeks), ["2026-W47", "2026-W48"]);
});

test("developers named as properties of objects are counted as others are", async () => {
  const counts = await aggregateSuccessfulRuns([run("__proto__"), run("constructor"), run("toString")]);
  assert.deepEqual(Object.entries(counts), [
    ["__proto__", { "2026-W47": 1 }],
    ["constructor", { "2026-W47": 1 }],
    ["toString", { "2026-W47": 1 }],
  ]);
  assert.equal(Object.getPrototypeOf(counts), Object.prototype);
});

test("another task is counted when asked for", async () => {
  assert.deepEqual(
    await aggregateSuccessfulRuns([run("a", week47, 0, "build"), run("b")], { task: "build" }),
    {
      a: { "2026-W47": 1 },
    },
  );
});

test("weeks begin in another zone when asked for", async () => {
  const events = [run("a", "2026-11-22T23:30:00Z")];
  assert.deepEqual(await aggregateSuccessfulRuns(events, { timeZone: "Europe/Berlin" }), {
    a: { "2026-W48": 1 },
  });
});

test("an unknown zone is refused before anything is read", async () => {
  await assert.rejects(countRuns([], { timeZone: "Mars/Olympus" }), RangeError);
});

test("runs are counted by week, then developer in code point order, failed ones too", async () => {
  const events = [run("\u{1f600}"), run("\uff21", week47, 1), run("b", week48), run("\u{1f600}", week47, 2)];
  assert.deepEqual(await countRuns(events), [
    { week: "2026-W47", developer: "\uff21", runs: 1, successfulRuns: 0 },
    { week: "2026-W47", developer: "\u{1f600}", runs: 2, successfulRuns: 1 },
    { week: "2026-W48", developer: "b", runs: 1, successfulRuns: 1 },
  ]);
});

test("a stream of events is counted as a list of them is", async () => {
  assert.deepEqual(await aggregateSuccessfulRuns(stream([run("a"), { id: "1", payload: run("a") }])), {
    a: { "2026-W47": 2 },
  });
});

test("nothing gives nothing", async () => {
  assert.deepEqual(await aggregateSuccessfulRuns([]), {});
  assert.deepEqual(await countRuns([]), []);
});

test("a run that only lacks a usable timestamp is reported as skipped", async () => {
  const lines = [run("a", "soon"), run("a", null), run("a"), run("a", "soon", 0, "other"), { name: "ai-do" }];
  const events = readEvents("-", { stdin: streamOf(lines.map((line) => JSON.stringify(line)).join("\n")) });
  assert.deepEqual(await aggregateSuccessfulRuns(events), { a: { "2026-W47": 1 } });
  assert.deepEqual(events.skipped.byReason, { "no usable timestamp": 2 });
});

async function* stream(events: readonly unknown[]): AsyncGenerator {
  yield* events;
}
