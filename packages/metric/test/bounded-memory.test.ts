import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { test } from "node:test";

const program = fileURLToPath(new URL("./count-generated-events.ts", import.meta.url));

for (const format of ["lines", "array"]) {
  test(`300 MB of ${format} are counted within a heap of 32 MB and 256 MB in all`, async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      "--max-old-space-size=32",
      program,
      format,
    ]);
    const [runs, peakBytes] = stdout.split(" ").map(Number);
    assert.equal(runs, 1_500_000);
    assert.ok(Number(peakBytes) < 256e6, `${Number(peakBytes) / 1e6} MB`);
  });
}
