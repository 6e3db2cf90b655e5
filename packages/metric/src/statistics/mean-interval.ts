import { minIntervalDevelopers } from "../limits.ts";
import type { Interval } from "./interval.ts";
import { studentT } from "./student-t.ts";

/**
 * A small sample of a skewed population nearly always looks less skewed than the population is. So the skewness that is
 * seen is taken so many times, and so much is added per coefficient of variation and root of n. Both chosen by
 * simulated coverage: see docs/explanation/the-number.md.
 */
const seenSkewness = 1.25;
const unseenSkewness = 4;

/**
 * How the upper reach grows with the tilt a: 0.75 a is the first term of the Edgeworth expansion, which Hall's transform
 * shares; the square makes up for what the expansion leaves out. From there on it grows in proportion, up to a bound in
 * standard errors, where Hall's own inverse leaps. Chosen by simulated coverage, too.
 */
const firstOrder = 0.75;
const secondOrder = 3;
const steepest = 3;
const maxReachErrors = 9;

/**
 * 95 % interval of a mean over developers, of whom each gives one value (the sum of their runs, say), so that however
 * much the runs of one developer depend on each other does no harm: a developer is the cluster.
 *
 * Runs per developer are skewed, and the t interval then covers 85 to 93 % where it says 95 %. The lower end is that of
 * Hall's cubic transform of the t statistic, which takes the skewness out and can be inverted (P. Hall, On the removal
 * of skewness by transformation, Journal of the Royal Statistical Society B 54 (1992) 221–228), with Student's quantile.
 * The upper end agrees with it as far as the skewness is small, and is drawn out further where it is large.
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
  const error = deviation / Math.sqrt(n);
  const tilt = skewness / Math.sqrt(n);
  const t = studentT(n - 1);
  return [mean - error * lowerReach(t, tilt), mean + error * upperReach(t, tilt)];
}

/** Solves Hall's g(u) = u + a u²/3 + a² u³/27 + a/6 = t for u, where a is the skewness divided by the root of n. */
function lowerReach(t: number, a: number): number {
  return Math.abs(a) < 1e-9 ? t : (3 / a) * (Math.cbrt(1 + a * (t - a / 6)) - 1);
}

function upperReach(t: number, a: number): number {
  // Values that are skewed to the left draw the lower end out, and no more is claimed above than they show.
  if (a < 0) return -lowerReach(-t, a);
  const stretch = Math.min(firstOrder * a + secondOrder * a ** 2, steepest * a);
  return Math.min(t * (1 + stretch), maxReachErrors);
}
