import { maxRateBuckets, rateBurstSeconds } from "./limits.ts";

/** How many requests a second each of many may make. */
export interface RateLimit {
  /** Takes one request of somebody's at a time in milliseconds. @returns 0, or for how many seconds there is no more */
  take(who: string, nowMs: number): number;
}

interface Bucket {
  tokens: number;
  filledMs: number;
}

/**
 * A token bucket each (https://en.wikipedia.org/wiki/Token_bucket): what was not used for a while may be used at once.
 * Who was away longest is forgotten first, and then is new again: nearly always the bucket would have been full.
 */
export function createRateLimit(requestsPerSecond: number): RateLimit {
  const capacity = Math.max(1, requestsPerSecond * rateBurstSeconds);
  /** In the order of their last request. */
  const buckets = new Map<string, Bucket>();

  return {
    take(who, nowMs) {
      const bucket = buckets.get(who) ?? { tokens: capacity, filledMs: nowMs };
      buckets.delete(who);
      if (buckets.size >= maxRateBuckets) forgetOldest();
      buckets.set(who, bucket);
      // A clock that was set back gives nothing and takes nothing.
      const seconds = Math.max(0, nowMs - bucket.filledMs) / 1000;
      bucket.tokens = Math.min(capacity, bucket.tokens + seconds * requestsPerSecond);
      bucket.filledMs = nowMs;
      if (bucket.tokens >= 1) {
        bucket.tokens -= 1;
        return 0;
      }
      return (1 - bucket.tokens) / requestsPerSecond;
    },
  };

  function forgetOldest(): void {
    for (const oldest of buckets.keys()) {
      buckets.delete(oldest);
      return;
    }
  }
}
