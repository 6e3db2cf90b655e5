import { maxLookaheadBytes } from "../limits.ts";
import { ArraySplitter } from "./array-splitter.ts";
import { parseText, skipBlanks } from "./json-text.ts";

export type Format = "lines" | "array";

/**
 * Is this NDJSON or one JSON array? Only what begins with `[` can be an array, and it is one unless its first line, with
 * the byte that follows it, already shows that it isn't: an array complete on its line with more after it, or a line
 * that no JSON array begins with.
 *
 * @param head the source's first bytes
 * @param isAll whether there are no more
 * @returns undefined when it takes more bytes to tell
 */
export function detectFormat(head: Buffer, isAll: boolean): Format | undefined {
  const isLast = isAll || head.length >= maxLookaheadBytes;
  const start = skipBlanks(head, 0, head.length);
  if (start === head.length) return isLast ? "lines" : undefined;
  if (head[start] !== 0x5b) return "lines";
  const lineEnd = head.indexOf(0x0a, start);
  const next = lineEnd === -1 ? head.length : skipBlanks(head, lineEnd, head.length);
  if (next === head.length && !isLast) return undefined;
  const texts = new ArraySplitter("").push(head.subarray(start, next + 1));
  return texts.every((text) => parseText(text) !== undefined) ? "array" : "lines";
}
