import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { minIntervalDevelopers, minLimitWeeks, minPaceWeeks } from "../src/limits.ts";
import { changeInterval } from "../src/statistics/change-interval.ts";
import { bucketMiddleMs, latencyBucket, latencyQuantileMs } from "../src/statistics/latency-bucket.ts";
import { meanInterval } from "../src/statistics/mean-interval.ts";
import { naturalLimits, signalOf } from "../src/statistics/natural-limits.ts";
import { pace } from "../src/statistics/pace.ts";
import { shapley } from "../src/statistics/shapley.ts";
import { shareInterval } from "../src/statistics/share-interval.ts";
import { studentT } from "../src/statistics/student-t.ts";
import { changeCoverage, limitAlarms, meanCoverage, paceCoverage, shareCoverage } from "./coverage.ts";
import { propertyRuns } from "./property-runs.ts";
import { populations } from "./simulated-developers.ts";

/** What Monte Carlo adds to a coverage of 95 % estimated from so many samples: two standard errors. */
const samples = 2000;
const doubt = 2 * Math.sqrt((0.95 * 0.05) / samples);

function assertCovers(coverage: number, low = 0.94, high = 0.96): void {
  assert.ok(coverage >= low - doubt && coverage <= high + doubt, `covers ${(coverage * 100).toFixed(1)} %`);
}

test("Student's quantiles are those of the tables", () => {
  for (const [df, quantile] of [
    [5, 2.5706],
    [9, 2.2622],
    [30, 2.0423],
    [1000, 1.9623],
  ] as const) {
    assert.ok(Math.abs(studentT(df) - quantile) < 0.0003, `${df}: ${studentT(df)}`);
  }
});

for (const [name, population] of Object.entries(populations)) {
  test(`the interval of runs per developer covers 94 to 96 % (${name})`, () => {
    for (const developers of [minIntervalDevelopers, 20, 60, 200]) {
      assertCovers(meanCoverage(population, { samples, developers, seed: 11 }));
    }
  });

  test(`the interval of the success rate covers 94 to 96 % (${name})`, () => {
    for (const developers of [20, 80])
      assertCovers(shareCoverage(population, { samples, developers, seed: 12 }));
  });

  test(`a change of nothing is called one in 3 to 6 of 100 weeks, and a real one is covered (${name})`, () => {
    for (const developers of [30, 100]) {
      assertCovers(changeCoverage(population, 1, { samples, developers, seed: 13 }), 0.94, 0.97);
      assertCovers(changeCoverage(population, 1.3, { samples, developers, seed: 14 }), 0.94, 0.97);
    }
  });

  test(`limits from 26 weeks call 1 in 100 quiet weeks, and from eight weeks 3 (${name})`, () => {
    const alarms26 = limitAlarms(population, 26, { samples: 1000, developers: 30, seed: 15 });
    const alarms8 = limitAlarms(population, minLimitWeeks, { samples: 1000, developers: 30, seed: 16 });
    assert.ok(alarms26 > 0.002 && alarms26 < 0.02, `${alarms26}`);
    assert.ok(alarms8 > 0.015 && alarms8 < 0.05, `${alarms8}`);
  });

  test(`the estimate of the running week covers 94 to 96 % of the weeks to come (${name})`, () => {
    assertCovers(paceCoverage(population, { samples: 1000, developers: 40, seed: 17 }), 0.93, 0.97);
  });
}

test("no interval is given where none would be honest", () => {
  const nine = Array.from({ length: minIntervalDevelopers - 1 }, (_, index) => index + 1);
  assert.equal(meanInterval(nine), null);
  assert.equal(meanInterval(Array.from({ length: 50 }, () => 3)), null);
  assert.equal(shareInterval(nine.map((whole) => ({ part: 1, whole }))), null);
  assert.equal(shareInterval(Array.from({ length: 50 }, () => ({ part: 4, whole: 4 }))), null);
  assert.equal(changeInterval(nine.map((runs) => [runs, runs + 1])).interval, null);
  assert.equal(naturalLimits(nine.slice(0, minLimitWeeks - 1)), null);
  assert.equal(
    pace(
      3,
      Array.from({ length: minPaceWeeks - 1 }, () => ({ soFar: 1, end: 2 })),
    ),
    null,
  );
});

test("a change between weeks in which nobody was active is refused", () => {
  assert.throws(() => changeInterval([[0, 3]]), RangeError);
});

test("limits of normal variation are Wheeler's: the mean ± 2.66 mean moving ranges", () => {
  const weeks = [4, 6, 5, 7, 4, 6, 5, 7];
  const limits = naturalLimits(weeks);
  assert.ok(limits !== null);
  const range = (2 + 1 + 2 + 3 + 2 + 1 + 2) / 7;
  assert.deepEqual(
    [limits.centre, limits.meanMovingRange, limits.upper, limits.lower],
    [5.5, range, 5.5 + 2.66 * range, 5.5 - 2.66 * range],
  );
  assert.equal(signalOf(limits, weeks, limits.upper + 0.01), "above the limits");
  assert.equal(signalOf(limits, weeks, limits.lower - 0.01), "below the limits");
  assert.equal(signalOf(limits, weeks, 6), "none");
  assert.equal(signalOf(limits, [6, 6, 6, 6, 6, 6, 6], 6), "shift up");
});

test("Shapley's parts sum to the whole, a cause of nothing gets 0, and their order does not matter", () => {
  const games = fc.integer({ min: 1, max: 6 }).chain((causes) =>
    fc.tuple(
      fc.constant(causes),
      fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), {
        minLength: 2 ** causes,
        maxLength: 2 ** causes,
      }),
      fc.nat({ max: causes - 1 }),
    ),
  );
  fc.assert(
    fc.property(games, ([causes, values, idle]) => {
      const value = (set: number): number => values[set & ~(1 << idle)] ?? 0;
      const parts = shapley(causes, value);
      const whole = value(2 ** causes - 1) - value(0);
      assert.ok(Math.abs(parts.reduce((sum, part) => sum + part, 0) - whole) < 1e-9);
      assert.equal(parts[idle], 0);
      const reversed = shapley(causes, (set) => {
        let mirrored = 0;
        for (let cause = 0; cause < causes; cause++)
          if (set & (1 << cause)) mirrored |= 1 << (causes - 1 - cause);
        return value(mirrored);
      }).toReversed();
      for (const [cause, part] of parts.entries()) assert.ok(Math.abs(part - (reversed[cause] ?? 0)) < 1e-9);
    }),
    propertyRuns(300),
  );
});

test("a latency is within 1.6 % of the middle of its bucket, and longer ones are never in an earlier bucket", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), (ms) => {
      assert.ok(Math.abs(bucketMiddleMs(latencyBucket(ms)) - ms) <= ms / 64);
      assert.ok(latencyBucket(ms + 1) >= latencyBucket(ms));
    }),
    propertyRuns(2000),
  );
  assert.equal(latencyBucket(1e300), latencyBucket(2 ** 31 - 1));
});

test("a quantile of latencies is within 1.6 % of the exact one", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 10_000_000 }), { minLength: 1 }),
      fc.constantFrom(0.5, 0.95),
      (latencies, share) => {
        const counts = new Map<number, number>();
        for (const ms of latencies) counts.set(latencyBucket(ms), (counts.get(latencyBucket(ms)) ?? 0) + 1);
        const exact = latencies.toSorted((a, b) => a - b)[Math.ceil(share * latencies.length) - 1] ?? 0;
        const quantile = latencyQuantileMs(counts, share);
        assert.ok(quantile !== null && Math.abs(quantile - exact) <= exact / 64);
      },
    ),
    propertyRuns(300),
  );
  assert.equal(latencyQuantileMs(new Map(), 0.5), null);
});
