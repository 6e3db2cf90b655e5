import { minIntervalDevelopers } from "../limits.ts";
import type { Interval } from "./interval.ts";
import { studentT } from "./student-t.ts";

/** What one developer (or other cluster) gives to a share: so many of so many. */
export interface ShareCluster {
  readonly part: number;
  readonly whole: number;
}

/** Below so many clusters of equal size that would say as much, the variance is a guess, and no interval is given. */
const minEffectiveClusters = 4;

/**
 * 95 % interval of a share such as the success rate, Σ part ∕ Σ whole, over developers. Ratio estimator with its
 * jackknife variance (each developer's residual divided by 1 − their share of the whole: W. G. Cochran, Sampling
 * Techniques, 3rd edition, 6.17), on the logit scale, where the interval stays between 0 and 1. Where few developers do
 * most, the variance is known as badly as from few: Student's degrees of freedom are those of Kish's effective number,
 * (Σ whole)² ∕ Σ whole² (L. Kish, Survey Sampling, 11.7).
 *
 * @returns null below {@link minIntervalDevelopers}, below {@link minEffectiveClusters}, and for a share of 0 or 1, of
 *   which the spread can't be seen
 */
export function shareInterval(clusters: readonly ShareCluster[]): Interval | null {
  const n = clusters.length;
  const part = clusters.reduce((sum, cluster) => sum + cluster.part, 0);
  const whole = clusters.reduce((sum, cluster) => sum + cluster.whole, 0);
  if (n < minIntervalDevelopers || part <= 0 || part >= whole) return null;
  const share = part / whole;
  const squares = clusters.reduce(
    (sum, cluster) => sum + ((cluster.part - share * cluster.whole) / (1 - cluster.whole / whole)) ** 2,
    0,
  );
  const error = Math.sqrt((squares * (n - 1)) / n) / whole;
  const effective = whole ** 2 / clusters.reduce((sum, cluster) => sum + cluster.whole ** 2, 0);
  if (effective < minEffectiveClusters) return null;
  const logit = Math.log(share / (1 - share));
  const reach = (studentT(effective - 1) * error) / (share * (1 - share));
  return [expit(logit - reach), expit(logit + reach)];
}

function expit(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
