// The patterns of declared texts: the part of regular expressions whose match takes time in proportion to pattern times
// text, whatever both are. A pattern is a row of single characters and classes, each with an optional bound on how often:
//
//   \d{1,4}\.\d{1,4}\.\d{1,4}[0-9a-z.-]{0,20}
//
// Characters: a-z, A-Z, 0-9, `_`, `-`, and `\.`, `\+`, `\-`, `\d`. Classes: `[…]` of those and ranges; `.` and `+` stand for
// themselves there. How often: `?`, `{n}`, `{m,n}`. No groups, alternatives, `*`, `+`, look-around. The whole text must match.

import { maxDeclaredTextLength } from "../limits.ts";

/** One character of a text that may match. */
interface Place {
  readonly accepts: (character: string) => boolean;
  readonly isOptional: boolean;
}

const part = /(?:\[((?:[\w.+-]|\\[d.+-])+)\]|\\([d.+-])|([\w-]))(?:(\?)|\{(\d{1,3})(?:,(\d{1,3}))?\})?/y;

/** Whether a text is of the pattern's shape. @throws TypeError for what is no pattern, naming where it is */
export function parsePattern(source: string, at: string): (text: string) => boolean {
  const places: Place[] = [];
  part.lastIndex = 0;
  while (part.lastIndex < source.length) {
    const start = part.lastIndex;
    const [, set, escaped, plain, mark, from, to] = part.exec(source) ?? [];
    const wanted = set ?? (escaped === undefined ? plain : `\\${escaped}`);
    if (wanted === undefined) {
      throw new TypeError(
        `${at}: at character ${start + 1} of ${JSON.stringify(source)}: a pattern is made of characters, [classes], ?, {n} and {m,n}`,
      );
    }
    const min = mark === undefined ? Number(from ?? 1) : 0;
    const max = mark === undefined ? Number(to ?? from ?? 1) : 1;
    if (min > max || places.length + max > maxDeclaredTextLength)
      throw new TypeError(
        `${at}: may match at most ${maxDeclaredTextLength} characters, and {m,n} has m <= n`,
      );
    const accepts = parseClass(wanted, at);
    for (let index = 0; index < max; index++) places.push({ accepts, isOptional: index >= min });
  }
  return (text) => text.length <= maxDeclaredTextLength && matches(places, text);
}

function parseClass(set: string, at: string): (character: string) => boolean {
  const characters = new Set<string>();
  for (let index = 0; index < set.length; index++) {
    const [low = "", isDigit] =
      set[index] === "\\" ? [set[++index], set[index] === "d"] : [set[index], false];
    if (isDigit) for (const digit of "0123456789") characters.add(digit);
    else if (set[index + 1] === "-" && index + 2 < set.length) {
      const high = set[(index += 2)] ?? "";
      if (!/^([a-z]{2}|[A-Z]{2}|\d\d)$/.test(low + high) || low > high)
        throw new TypeError(`${at}: ${low}-${high} is no range of letters or digits`);
      for (let code = low.charCodeAt(0); code <= high.charCodeAt(0); code++)
        characters.add(String.fromCharCode(code));
    } else characters.add(low);
  }
  return (character) => characters.has(character);
}

/** Follows all ways to match at once: which places may come next, after each character. */
function matches(places: readonly Place[], text: string): boolean {
  let next = withSkipped(places, new Set([0]));
  for (const character of text) {
    const reached = [...next].filter((index) => places[index]?.accepts(character)).map((index) => index + 1);
    if (reached.length === 0) return false;
    next = withSkipped(places, new Set(reached));
  }
  return next.has(places.length);
}

/** Adds what comes after optional places. A set is walked in the order in which it grows, also while it does. */
function withSkipped(places: readonly Place[], next: Set<number>): ReadonlySet<number> {
  for (const index of next) if (places[index]?.isOptional) next.add(index + 1);
  return next;
}
