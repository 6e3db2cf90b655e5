/** How often a random test is tried: `ASTROLABE_TEST_RUNS` times as often as usual. */
export const testRuns: number = Number(process.env.ASTROLABE_TEST_RUNS ?? 1);

/**
 * Parameters for fast-check: it makes this many tries. A failure prints its seed, and `ASTROLABE_TEST_SEED` plays it
 * again.
 */
export function fastCheckRuns(usual: number): { numRuns: number; seed?: number } {
  const seed = process.env.ASTROLABE_TEST_SEED;
  const numRuns = Math.ceil(usual * testRuns);
  return seed === undefined || seed === "" ? { numRuns } : { numRuns, seed: Number(seed) };
}
