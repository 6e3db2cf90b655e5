/** Are they the same? Up to 15 bytes behind them are read too, but don't matter. */
export function areEqual(one: usize, other: usize, length: usize): bool {
  let from = one;
  let beside = other;
  let left = <isize>length;
  while (left > 0) {
    const same = i8x16.bitmask(i8x16.eq(v128.load(from), v128.load(beside)));
    const wanted = left >= 16 ? 0xffff : (1 << (<i32>left)) - 1;
    if ((same & wanted) != wanted) return false;
    from += 16;
    beside += 16;
    left -= 16;
  }
  return true;
}
