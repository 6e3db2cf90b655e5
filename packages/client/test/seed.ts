/** What random tests start from. A failure prints it; `ASTROLABE_TEST_SEED` repeats that run. */
export const seed: number = Number(process.env["ASTROLABE_TEST_SEED"] ?? Date.now() & 0x7fffffff);

/** How often the long tests repeat, as a multiple of what every run of the suite does. */
export const runs: number = Number(process.env["ASTROLABE_TEST_RUNS"] ?? 1);

/** Random numbers from 0 to below 1, the same for the same seed (mulberry32). */
export function createRandom(from: number): () => number {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
