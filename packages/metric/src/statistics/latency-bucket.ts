import { maxLatencyMs } from "../limits.ts";

/** Each power of two is cut into 2 to this power buckets of equal width. */
const precisionBits = 5;

/**
 * The bucket of a latency: whole milliseconds up to 63 have one each, and from there every power of two is cut into 32,
 * as in HdrHistogram (G. Tene, hdrhistogram.org). A bucket's middle is within 1 ∕ 64 = 1.6 % of every latency in it.
 * It takes whole numbers alone, no logarithm, so that every database gives the same bucket.
 *
 * @param ms milliseconds, not negative; fractions are cut off, what is beyond {@link maxLatencyMs} counts as that
 */
export function latencyBucket(ms: number): number {
  const whole = Math.floor(Math.min(ms, maxLatencyMs));
  const shift = Math.max(0, 31 - Math.clz32(whole) - precisionBits);
  return (shift << precisionBits) + (whole >>> shift);
}

/** The middle of a bucket, in milliseconds. */
export function bucketMiddleMs(bucket: number): number {
  const shift = Math.max(0, (bucket >>> precisionBits) - 1);
  const lowest = (bucket - (shift << precisionBits)) * 2 ** shift;
  return lowest + (2 ** shift - 1) / 2;
}

/**
 * A quantile of latencies that are counted by bucket, in milliseconds, within 1.6 %: the smallest of which at least this
 * share are at most so long.
 *
 * @param counts latencies by bucket
 * @returns null when there are none
 */
export function latencyQuantileMs(counts: ReadonlyMap<number, number>, share: number): number | null {
  const inOrder = [...counts].filter(([, count]) => count > 0).toSorted(([a], [b]) => a - b);
  const total = inOrder.reduce((sum, [, count]) => sum + count, 0);
  let below = 0;
  for (const [bucket, count] of inOrder) {
    below += count;
    if (below >= share * total) return bucketMiddleMs(bucket);
  }
  return null;
}
