import assert from "node:assert/strict";
import { test } from "node:test";
import { rowsText } from "../src/row-progress.ts";

test("progress in rows says how many, how fast and how long, as far as that is known", () => {
  assert.equal(
    rowsText("moving", 412_000, 1_000_000, 12_000),
    "moving: 412,000 rows (41 %), 34,333 rows/s, 18 s left",
  );
  assert.equal(rowsText("moving", 0, 10, 0), "moving: 0 rows (0 %)");
  assert.equal(rowsText("moving", 20, 10, 1000), "moving: 20 rows (100 %), 20 rows/s");
  assert.equal(rowsText("exporting", 500, undefined, 1000), "exporting: 500 rows, 500 rows/s");
});
