import assert from "node:assert/strict";
import { test } from "node:test";
import { progressText } from "../src/progress-text.ts";

test("progress says bytes, events, rate and the time left", () => {
  assert.equal(
    progressText({ source: "a.ndjson", bytes: 250e6, totalBytes: 1e9, events: 1_234_567 }, 500),
    "a.ndjson: 250 MB (25 %), 1,234,567 events, 500 MB/s, 2 s left",
  );
});

test("without a size there is no share and no time left", () => {
  assert.equal(
    progressText({ source: "standard input", bytes: 1.5e6, events: 10 }, 3000),
    "standard input: 1.5 MB, 10 events, 0.5 MB/s",
  );
});

test("long times are told in minutes and hours", () => {
  const left = (totalBytes: number): string =>
    progressText({ source: "a", bytes: 1e6, totalBytes }, 1000).split(", ").at(-1) ?? "";
  assert.equal(left(126e6), "2 min 5 s left");
  assert.equal(left(7501e6), "2 h 5 min left");
});

test("before anything was read nothing is divided by", () => {
  assert.equal(progressText({ source: "a", bytes: 0, totalBytes: 0 }, 0), "a: 0.0 MB");
});
