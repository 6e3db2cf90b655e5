import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePageView, viewLink, ViewError } from "../src/page-view.ts";

const parse = (query: string): ReturnType<typeof parsePageView> =>
  parsePageView([...new URLSearchParams(query)], 5);

test("without parameters it is a year of the default task, with the collector's goal", () => {
  assert.deepEqual(parse(""), { task: "ai-do", weeks: 52, by: "version", goal: 5 });
  assert.deepEqual(parse("task=&goal="), parse(""));
});

test("a view's link leads to that view", () => {
  for (const query of ["", "task=build%20%26%20test&weeks=26&by=exit_code&goal=6.5", "task=%3F%23"]) {
    const view = parse(query);
    assert.deepEqual(parse(viewLink(view).slice(2)), view);
  }
  assert.equal(viewLink(parsePageView([]), { weeks: 26 }, "/export.csv"), "/export.csv?weeks=26");
});

test("what isn't offered is refused with what is", () => {
  for (const [query, message] of [
    ["weeks=27", /26 or 52 weeks, not "27"/],
    ["weeks=052", /26 or 52/],
    ["by=os", /version or exit_code/],
    ["goal=-1", /A goal is a number/],
    ["goal=0", /A goal/],
    ["goal=1e3", /A goal/],
    ["goal=99999", /A goal/],
    ["sort=up", /no parameter sort/],
    ["constructor=1", /no parameter constructor/],
    ["task=a&task=b", /twice/],
    [`task=${"x".repeat(201)}`, /at most 200/],
    ["task=a%00b", /control/],
  ] as const) {
    assert.throws(
      () => parse(query),
      (error: Error) => error instanceof ViewError && message.test(error.message),
      query,
    );
  }
});
