/** Numbers of several distributions, the same ones for the same seed. */
export interface Random {
  /** From 0 up to 1. */
  uniform(): number;
  normal(): number;
  /** Mean 1, variance 1 ∕ shape. */
  gamma(shape: number): number;
  poisson(mean: number): number;
  /** A binomial count. */
  binomial(trials: number, share: number): number;
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  // mulberry32
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  // Box and Muller
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  // Marsaglia and Tsang
  const standardGamma = (shape: number): number => {
    if (shape < 1) return standardGamma(shape + 1) * (1 - uniform()) ** (1 / shape);
    const d = shape - 1 / 3;
    for (;;) {
      const x = normal();
      const v = (1 + x / Math.sqrt(9 * d)) ** 3;
      if (v > 0 && Math.log(1 - uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  };
  const poisson = (mean: number): number => {
    if (mean > 500) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
    if (mean > 30) return poisson(mean / 2) + poisson(mean / 2);
    const least = Math.exp(-mean);
    let count = 0;
    for (let product = uniform(); product > least; product *= uniform()) count++;
    return count;
  };
  const binomial = (trials: number, share: number): number => {
    let count = 0;
    for (let trial = 0; trial < trials; trial++) if (uniform() < share) count++;
    return count;
  };
  return { uniform, normal, gamma: (shape) => standardGamma(shape) / shape, poisson, binomial };
}
