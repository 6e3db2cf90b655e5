// The scanner against JSON.parse, on lines that are mutated at random. `ASTROLABE_TEST_RUNS=10` makes ten times as many.
import assert from "node:assert/strict";
import { test } from "node:test";
import { referenceCounts } from "../src/reference.ts";
import { createDice, mutateLine, sampleLines } from "./mutate-lines.ts";
import { propertyRuns } from "./property-runs.ts";
import { job, parse, partsFor, scan } from "./scan-lines.ts";
import { successfulRuns } from "./successful-runs.ts";

const linesPerBatch = 500;
const batches = propertyRuns(800).numRuns ?? 0;

test("400,000 mutated lines are counted and skipped as JSON.parse and the definition say", () => {
  const { seed = Math.floor(Math.random() * 2 ** 31) } = propertyRuns(1);
  const replay = `ASTROLABE_TEST_SEED=${seed} replays it`;
  const dice = createDice(seed);
  const samples = sampleLines(seed, 3000);
  const jobs = [job, job, { ...job, strict: true }, { ...job, timeZone: "Europe/Berlin" }];
  const parts = jobs.map(partsFor);
  for (let batch = 0; batch < batches; batch++) {
    const lines = Array.from({ length: linesPerBatch }, () =>
      mutateLine(samples[dice(samples.length)]!, samples[dice(samples.length)]!, dice),
    );
    const which = batch % jobs.length;
    const check = (some: readonly Buffer[]): void => {
      const ndjson = Buffer.concat(some.flatMap((line) => [line, Buffer.from("\n")]));
      const scanned = scan(ndjson, parts[which]!);
      assert.deepEqual(scanned, parse(ndjson, jobs[which]!));
      if (jobs[which]!.timeZone === "UTC")
        assert.deepEqual(successfulRuns(scanned.counts), referenceCounts(ndjson, "ai-do"));
    };
    try {
      check(lines);
    } catch (error) {
      // One line is easier to read than five hundred, if it takes only one.
      for (const line of lines) {
        try {
          check([line]);
        } catch (cause) {
          assert.fail(`${replay}: ${JSON.stringify(line.toString("latin1"))}: ${String(cause)}`);
        }
      }
      assert.fail(`${replay}, batch ${batch}: ${String(error)}`);
    }
  }
});
