import { maxPaceWeeks, minPaceWeeks } from "../limits.ts";
import type { Interval } from "./interval.ts";
import { studentT } from "./student-t.ts";

/**
 * Where the running week will end, with a 95 % prediction interval, if it goes on as the weeks before it did: from the
 * same day on, each of them grew by some factor. The logarithms of those factors are taken for a sample from a normal
 * distribution, of which the next one is predicted (G. J. Hahn, W. Q. Meeker, Statistical Intervals, 4.7).
 *
 * @param soFar the running week's value at the end of its last whole day
 * @param history complete weeks, newest last: their values at the end of that day, and at their end
 * @returns null when fewer than {@link minPaceWeeks} of them can be compared
 */
export function pace(
  soFar: number,
  history: readonly { readonly soFar: number; readonly end: number }[],
): { readonly estimate: number; readonly interval: Interval } | null {
  const factors = history
    .filter((week) => week.soFar > 0 && week.end > 0)
    .slice(-maxPaceWeeks)
    .map((week) => Math.log(week.end / week.soFar));
  const n = factors.length;
  if (!(soFar > 0) || n < minPaceWeeks) return null;
  const mean = factors.reduce((sum, factor) => sum + factor, 0) / n;
  const variance = factors.reduce((sum, factor) => sum + (factor - mean) ** 2, 0) / (n - 1);
  const reach = studentT(n - 1) * Math.sqrt(variance * (1 + 1 / n));
  const at = (growth: number): number => soFar * Math.exp(growth);
  return { estimate: at(mean), interval: [at(mean - reach), at(mean + reach)] };
}
