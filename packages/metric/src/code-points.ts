/**
 * Orders strings by code point, as `sort` does in the C locale on UTF-8. JavaScript's own `<` orders by UTF-16 unit,
 * which puts U+1F600 before U+FF21. Negative: a comes first; 0: equal.
 */
export function compareCodePoints(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  let at = 0;
  while (at < shorter && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  if (at === shorter) return a.length - b.length;
  // Right after an equal high surrogate the difference may lie inside a pair: compare from the pair's start.
  const pair = at > 0 ? codePoint(a, at - 1) - codePoint(b, at - 1) : 0;
  return pair === 0 ? codePoint(a, at) - codePoint(b, at) : pair;
}

function codePoint(text: string, at: number): number {
  return text.codePointAt(at) ?? -1;
}
