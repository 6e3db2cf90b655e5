import type { Parameters } from "fast-check";

/** `ASTROLABE_TEST_RUNS` times as often as usual. A failure prints its seed; `ASTROLABE_TEST_SEED` runs it again. */
export function propertyRuns<Values>(numRuns: number): Parameters<Values> {
  const { ASTROLABE_TEST_RUNS: factor = "1", ASTROLABE_TEST_SEED: seed } = process.env;
  const runs = { numRuns: Math.ceil(numRuns * Number(factor)) };
  return seed === undefined ? runs : { ...runs, seed: Number(seed) };
}
