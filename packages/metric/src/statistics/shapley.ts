/**
 * Shapley's value: shares out v(all) − v(none) among causes, each getting what it changes, averaged over all orders in
 * which the causes can come in (L. S. Shapley, A value for n-person games, 1953; for decompositions: A. F. Shorrocks,
 * Journal of Economic Inequality 11 (2013) 99–126). So no order is preferred, the parts sum to the whole, and a cause that
 * changes nothing in any company gets exactly 0.
 *
 * @param causes how many there are; the work is 2 to this power
 * @param value what the outcome would be if the causes in a set, given as bits, had come in and the others hadn't
 */
export function shapley(causes: number, value: (set: number) => number): number[] {
  const values = Array.from({ length: 2 ** causes }, (_, set) => value(set));
  const weights = Array.from({ length: causes }, (_, before) => weight(before, causes));
  return Array.from({ length: causes }, (_, cause) => {
    let part = 0;
    for (const [set, without] of values.entries()) {
      if (set & (1 << cause)) continue;
      part += (weights[bitCount(set)] ?? 0) * ((values[set | (1 << cause)] ?? 0) - without);
    }
    return part;
  });
}

/** The share of the orders in which just those `before` come before a cause: before! (causes − before − 1)! ∕ causes! */
function weight(before: number, causes: number): number {
  return (factorial(before) * factorial(causes - before - 1)) / factorial(causes);
}

function factorial(number: number): number {
  return number < 2 ? 1 : number * factorial(number - 1);
}

function bitCount(set: number): number {
  return set === 0 ? 0 : (set & 1) + bitCount(set >>> 1);
}
