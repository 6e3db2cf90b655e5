import { minIntervalDevelopers } from "../limits.ts";
import type { Interval } from "./interval.ts";
import { studentT } from "./student-t.ts";

/** One developer's successful runs in two weeks; 0 in a week in which they weren't active. */
export type Pair = readonly [before: number, after: number];

/**
 * The change of runs per active developer from one week to the next, with a 95 % interval that knows that most
 * developers are in both weeks: what a developer adds to one mean and to the other is one value (the linearisation of
 * the difference of two ratios over overlapping samples: C.-E. Särndal, B. Swensson, J. Wretman, Model Assisted Survey
 * Sampling, 5.5–5.6 and 9.9). A difference of two such means is nearly symmetric, so that Student's t does.
 *
 * @param pairs one for each developer who was active in either week
 * @returns the interval is null when fewer than {@link minIntervalDevelopers} were active in one of the weeks
 * @throws RangeError when nobody was active in one of the weeks
 */
export function changeInterval(pairs: readonly Pair[]): {
  readonly change: number;
  readonly interval: Interval | null;
} {
  const before = meanOfActive(pairs.map(([runs]) => runs));
  const after = meanOfActive(pairs.map(([, runs]) => runs));
  const change = after.mean - before.mean;
  if (Math.min(before.active, after.active) < minIntervalDevelopers) return { change, interval: null };
  const influences = pairs.map(
    ([first, second]) =>
      (second > 0 ? (second - after.mean) / after.active : 0) -
      (first > 0 ? (first - before.mean) / before.active : 0),
  );
  const reach = influenceReach(influences);
  return { change, interval: reach === 0 ? null : [change - reach, change + reach] };
}

/** Half the width of a 95 % interval of an estimate, from what each developer adds to it. */
export function influenceReach(influences: readonly number[]): number {
  const n = influences.length;
  const squares = influences.reduce((sum, influence) => sum + influence ** 2, 0);
  return studentT(n - 1) * Math.sqrt((squares * n) / (n - 1));
}

function meanOfActive(runs: readonly number[]): { mean: number; active: number } {
  const active = runs.filter((count) => count > 0);
  if (active.length === 0) throw new RangeError("nobody was active in one of the weeks: there is no change");
  return { mean: active.reduce((sum, count) => sum + count, 0) / active.length, active: active.length };
}
