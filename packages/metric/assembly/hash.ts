/** Chosen anew by each process: who writes events can't choose developers that all fall into one place. */
let seed: u64 = 0x9e3779b97f4a7c15;
let factor: u64 = 0xbf58476d1ce4e5b9;

export function seedHash(newSeed: u64, newFactor: u64): void {
  seed = newSeed;
  factor = newFactor | 1;
}

/** Of the bytes from `at` on; up to seven behind them are read too, but don't matter. `variant` makes another hash of them. */
export function hashOf(at: usize, length: usize, variant: u64): u64 {
  let hash = seed ^ length ^ variant;
  let from = at;
  let left = length;
  while (left >= 8) {
    hash = mix(hash ^ load<u64>(from));
    from += 8;
    left -= 8;
  }
  if (left > 0) hash = mix(hash ^ (load<u64>(from) & (((<u64>1) << (left << 3)) - 1)));
  return mix(hash);
}

export function mix(hash: u64): u64 {
  const product = hash * factor;
  return product ^ (product >> 32);
}
