// Events of one program have the same keys in the same order. So for each place in an object the key that was there last
// is kept as it was written, from its quote to the value, and compared at once; only another one is read.

const entryBytes: usize = 64;
const maxPlaces: usize = 64;
/** For each place: the key's bytes, the bits of a mask that says which of 16 count, its length, and its field. */
const table: usize = memory.data(8192, 16);

/** Objects of the two levels have places of their own. */
export const outerKeys: usize = table;
export const innerKeys: usize = table + maxPlaces * entryBytes;

/** @returns the length of the key at `at` if it is the one that was in this place, else 0 */
export function knownLength(entry: usize, at: usize): usize {
  const differs = v128.and(v128.xor(v128.load(at), v128.load(entry)), v128.load(entry, 16));
  return v128.any_true(differs) ? 0 : load<u32>(entry, 32);
}

export function knownField(entry: usize): usize {
  return load<u32>(entry, 36);
}

/** Remembers the key at `at`, whose value begins at `value`. */
export function learn(entry: usize, at: usize, value: usize, field: usize): void {
  const length = value - at;
  if (length > 16) {
    // The place keeps what it has.
    return;
  }
  v128.store(entry, v128.load(at));
  const places = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  v128.store(entry, i8x16.lt_u(places, i8x16.splat(<i8>length)), 16);
  store<u32>(entry, <u32>length, 32);
  store<u32>(entry, <u32>field, 36);
}

/** The entry of the next place; the last one stands for all that follow. */
export function nextEntry(entry: usize): usize {
  const next = entry + entryBytes;
  return next == innerKeys || next == innerKeys + maxPlaces * entryBytes ? entry : next;
}
