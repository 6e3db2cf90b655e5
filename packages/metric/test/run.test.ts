import assert from "node:assert/strict";
import { test } from "node:test";
import { parseRun, type Run } from "../src/run.ts";

const event = { name: "ai-do", developer: "a", exit_code: 0, end_ts: 1763836012.456 };
const run: Run = { task: "ai-do", developer: "a", week: "2025-W47", successful: true };

test("an event with a name, a number as exit code and a timestamp is a run", () => {
  assert.deepEqual(parseRun(event), run);
});

test("a run of any task is read", () => {
  assert.deepEqual(parseRun({ ...event, name: "build" }), { ...run, task: "build" });
  assert.deepEqual(parseRun({ ...event, name: "" }), { ...run, task: "" });
});

test("a run is successful when its exit code is the number 0 in any spelling", () => {
  for (const zero of ["0", "0.0", "-0", "0e5", "-0.0e-1"]) {
    assert.equal(
      parseRun(JSON.parse(JSON.stringify(event).replace('"exit_code":0', `"exit_code":${zero}`)))?.successful,
      true,
    );
  }
});

test("a run with another number as exit code is not successful", () => {
  for (const exitCode of [1, -1, 130, 0.5, 1e300]) {
    assert.deepEqual(parseRun({ ...event, exit_code: exitCode }), { ...run, successful: false });
  }
});

test("without a number as exit code there is no run", () => {
  for (const exitCode of ["0", false, null, undefined, [], {}]) {
    assert.equal(parseRun({ ...event, exit_code: exitCode }), null);
  }
});

test("without a string as name there is no run", () => {
  for (const name of [undefined, null, 5, ["ai-do"], { name: "ai-do" }]) {
    assert.equal(parseRun({ ...event, name }), null);
  }
});

test("without a usable timestamp there is no run", () => {
  assert.equal(parseRun({ ...event, end_ts: undefined }), null);
  assert.equal(parseRun({ ...event, end_ts: "soon", timestamp: 1763836012 }), null);
});

test("a row's payload is the event", () => {
  assert.deepEqual(parseRun({ id: "0192", payload: event }), run);
  assert.deepEqual(parseRun({ name: "other", exit_code: 1, payload: event }), run);
});

test("a payload within a payload is data", () => {
  const other = { ...event, developer: "b" };
  assert.deepEqual(parseRun({ payload: { ...event, payload: other } }), run);
  assert.equal(parseRun({ payload: { payload: event } }), null);
});

test("a payload that is no object leaves the event as it stands", () => {
  for (const payload of [null, "text", 5, true, [event]])
    assert.deepEqual(parseRun({ ...event, payload }), run);
});

test("what is not an object is no run", () => {
  for (const value of [null, undefined, 0, "ai-do", true, [], [event]]) assert.equal(parseRun(value), null);
});

test("look-alikes in nested objects change nothing", () => {
  assert.deepEqual(
    parseRun({ ...event, extra: { name: "x", exit_code: 1, end_ts: 1, developer: "z" } }),
    run,
  );
  assert.equal(parseRun({ extra: event }), null);
});

test("the developer is the first of developer, user and username that names someone", () => {
  assert.equal(named({ developer: "a", user: "b", username: "c" }), "a");
  for (const nobody of [undefined, null, "", 0, -0, false, true, {}, ["a"]]) {
    assert.equal(named({ developer: nobody, user: nobody, username: "c" }), "c");
    assert.equal(named({ developer: nobody, user: nobody, username: nobody }), "unknown");
  }
});

test("a number as developer is written as ECMAScript writes it", () => {
  for (const [json, text] of [
    ["42", "42"],
    ["1.0", "1"],
    ["1e21", "1e+21"],
    ["-0.5", "-0.5"],
    ["1e-7", "1e-7"],
  ] as const) {
    assert.equal(parseRun({ ...event, developer: JSON.parse(json) })?.developer, text);
  }
});

test("a developer may have any name", () => {
  for (const developer of ["__proto__", "constructor", " ", "a,b", "\u0000", "\u{1f600}"]) {
    assert.equal(parseRun({ ...event, developer })?.developer, developer);
  }
});

test("the week is in UTC unless another zone is asked for", () => {
  const late = { ...event, end_ts: "2026-11-22T23:30:00Z" };
  assert.equal(parseRun(late)?.week, "2026-W47");
  assert.equal(parseRun(late, { timeZone: "Europe/Berlin" })?.week, "2026-W48");
});

function named(fields: object): string | undefined {
  return parseRun({ ...event, developer: undefined, ...fields })?.developer;
}
