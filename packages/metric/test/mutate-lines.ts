import * as fc from "fast-check";
import { jsonTexts, plainTexts } from "./arbitrary-lines.ts";

/** A stream of numbers below a bound that a seed decides. */
export type Dice = (below: number) => number;

/** A linear congruential generator: fast, and good enough to mutate lines. */
export function createDice(seed: number): Dice {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Bytes that mean something, to JSON, to UTF-8 or to a scanner that reads 16 at a time. */
const pieces = [
  ...[
    '"',
    "\\",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    " ",
    "\t",
    "\r",
    "\n",
    "\0",
    "\x1f",
    "\x7f",
    "0",
    "-",
    ".",
    "e",
    "E+",
  ],
  ...[
    '"name":',
    '"ai-do"',
    '"exit_code":0',
    '"payload":{',
    '"end_ts":',
    "ai-do",
    "null",
    "true",
    "1e5",
    "00",
    "-0",
  ],
  ...[
    "\\u",
    "\\u0061",
    "\\ud83d",
    "\\ude00",
    "\\n",
    "\\x",
    "\u00e4",
    "\u20ac",
    "\u{1f600}",
    "\u2028",
    "x".repeat(16),
  ],
].map((text) => Buffer.from(text));
const badSequences = [
  ...[
    [0x80],
    [0xbf],
    [0xc0, 0xaf],
    [0xc1, 0xbf],
    [0xc2],
    [0xe0, 0x80, 0x80],
    [0xe2, 0x82],
    [0xed, 0xa0, 0x80],
  ],
  ...[
    [0xf0, 0x80, 0x80, 0x80],
    [0xf4, 0x90, 0x80, 0x80],
    [0xf5, 0x80, 0x80, 0x80],
    [0xff],
    [0xef, 0xbb, 0xbf],
  ],
].map((bytes) => Buffer.from(bytes));
export const oddPieces: readonly Buffer[] = [...pieces, ...badSequences];

/** Valid lines to begin with, plainly and oddly written ones, the same for a seed. */
export function sampleLines(seed: number, count: number): Buffer[] {
  return [plainTexts, jsonTexts]
    .flatMap((texts) => fc.sample(texts, { seed, numRuns: count }))
    .flat()
    .map((text) => Buffer.from(text));
}

/** A line with up to three places changed: a piece put in or over, bytes dropped or doubled, the end of another line put on. */
export function mutateLine(line: Buffer, other: Buffer, dice: Dice): Buffer {
  let bytes = line;
  for (let left = dice(4); left > 0; left--) {
    const at = dice(bytes.length + 1);
    const before = bytes.subarray(0, at);
    const after = bytes.subarray(at);
    const piece = oddPieces[dice(oddPieces.length)]!;
    switch (dice(6)) {
      case 0:
        bytes = Buffer.concat([before, piece, after]);
        break;
      case 1:
        bytes = Buffer.concat([before, piece, after.subarray(piece.length)]);
        break;
      case 2:
        bytes = Buffer.concat([before, after.subarray(1 + dice(3))]);
        break;
      case 3:
        bytes = Buffer.concat([before, after.subarray(0, 4), after]);
        break;
      case 4:
        bytes = Buffer.concat([before, Buffer.of(dice(256)), after.subarray(1)]);
        break;
      default:
        bytes = Buffer.concat([before, other.subarray(dice(other.length + 1))]);
    }
  }
  return bytes;
}
