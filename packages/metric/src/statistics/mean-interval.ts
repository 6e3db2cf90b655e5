import { minIntervalDevelopers } from "../limits.ts";
import type { Interval } from "./interval.ts";
import { studentT } from "./student-t.ts";

/**
 * A small sample of a skewed population nearly always looks less skewed than the population is. So the skewness that is
 * seen is taken so many times, and so much is added per coefficient of variation and root of n. Both chosen by
 * simulated coverage: see docs/explanation/the-number.md.
 */
const seenSkewness = 1.25;
const unseenSkewness = 3;

/**
 * 95 % interval of a mean over developers, of whom each gives one value (the sum of their runs, say), so that however
 * much the runs of one developer depend on each other does no harm: a developer is the cluster.
 *
 * Runs per developer are skewed, and the t interval then covers 85 to 92 % where it says 95 %. This one transforms the
 * t statistic by Hall's cubic, which takes the skewness out and can be inverted (P. Hall, On the removal of skewness by
 * transformation, Journal of the Royal Statistical Society B 54 (1992) 221–228), and takes Student's quantiles.
 *
 * @param values one for each developer
 * @returns null below {@link minIntervalDevelopers}, and where all values are equal, which says nothing of the spread
 */
export function meanInterval(values: readonly number[]): Interval | null {
  const n = values.length;
  if (n < minIntervalDevelopers) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  if (squares <= 1e-18 * n * mean * mean) return null;
  const cubes = values.reduce((sum, value) => sum + (value - mean) ** 3, 0);
  const deviation = Math.sqrt(squares / (n - 1));
  const sampleSkewness = (n / ((n - 1) * (n - 2))) * (cubes / deviation ** 3);
  const skewness = seenSkewness * sampleSkewness + (unseenSkewness * deviation) / (mean * Math.sqrt(n));
  const t = studentT(n - 1);
  const error = deviation / Math.sqrt(n);
  const tilt = skewness / Math.sqrt(n);
  return [mean - error * untransform(t, tilt), mean - error * untransform(-t, tilt)];
}

/** Solves Hall's g(u) = u + a u²/3 + a² u³/27 + a/6 = x for u, where a is the skewness divided by the root of n. */
function untransform(x: number, a: number): number {
  return Math.abs(a) < 1e-9 ? x : (3 / a) * (Math.cbrt(1 + a * (x - a / 6)) - 1);
}
