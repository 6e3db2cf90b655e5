// What JavaScript calls. It puts bytes at `input`, and has whole lines scanned: lines that can't be about the task are
// passed over, the others checked and counted. Scanning stops at a line that is odd, for JavaScript to judge.
import { objectEnd } from "./fields";
import { countRun } from "./run";
import { isTask, keepTask, task } from "./task";
import { afterBlanks, setLineFeedIsBlank } from "./text";
import { valueEnd } from "./value";

export { seedHash } from "./hash";
export { undated, setZoned } from "./run";
export { isFull, isRepeated, idsAt, idsPlaces, keepIds, repeats, sampleMask } from "./seen-ids";
export { countsAt, countsPlaces, namesAt, namesNumber } from "./tally";

/** What follows the input: a line feed, and zeros for those who read ahead, by the length of a task's name and 16 bytes at most. */
const paddingBytes: usize = 320;

let input: usize = 0;
let inputBytes: usize = 0;
/** Two bytes of the task's name by which it is looked for, and their places in it. */
let firstPlace: usize = 0;
let secondPlace: usize = 0;

/** Lines, or elements of an array, that were passed. */
export let passed: f64 = 0;
/** Where the odd line ends that the last scan stopped at: its line feed. */
export let oddEnd: usize = 0;

/** @returns the address of room for so many bytes; what was there stays. It doubles, as it may be asked for more and more. */
export function reserve(wantedBytes: usize): usize {
  if (wantedBytes > inputBytes) {
    const bytes = wantedBytes > 2 * inputBytes ? wantedBytes : 2 * inputBytes;
    const larger = heap.alloc(bytes + paddingBytes);
    memory.copy(larger, input, inputBytes);
    if (input != 0) heap.free(input);
    input = larger;
    inputBytes = bytes;
  }
  return input;
}

/** Room for what is no input, until it is released. */
export function allocate(bytes: usize): usize {
  return heap.alloc(bytes + paddingBytes);
}

export function release(at: usize): void {
  heap.free(at);
}

/** The task's name is at `input`; of its bytes, those two are looked for. */
export function setTask(length: usize, first: usize, second: usize): void {
  keepTask(input, length);
  firstPlace = first;
  secondPlace = second;
}

/**
 * Scans lines; a line feed is put behind the last one.
 *
 * @param everyLine check also those that can't be about the task
 * @returns `to`, or the address of a line that is odd
 */
export function scanLines(from: usize, to: usize, everyLine: bool): usize {
  seal(to);
  setLineFeedIsBlank(false);
  let at = from;
  while (at < to) {
    if (!everyLine) {
      at = candidate(at, to);
      if (at >= to) return to;
    }
    const lineEnd = judgeLine(at);
    if (lineEnd == 0) {
      oddEnd = lineFeed(at);
      passed++;
      return at;
    }
    passed++;
    at = lineEnd + 1;
  }
  return to;
}

/**
 * Scans elements of an array, each with the comma behind it.
 *
 * @param from behind the bracket or a comma
 * @returns the address behind the last comma of those that were understood
 */
export function scanElements(from: usize, to: usize): usize {
  seal(to);
  setLineFeedIsBlank(true);
  let at = from;
  while (true) {
    const start = afterBlanks(at);
    const isObject = load<u8>(start) == 0x7b;
    let next = isObject ? objectEnd(start + 1) : valueEnd(start);
    if (next == 0) return at;
    next = afterBlanks(next);
    if (next >= to || load<u8>(next) != 0x2c) return at;
    if (isObject && !countRun()) return at;
    passed++;
    at = next + 1;
  }
}

export function countLineFeeds(from: usize, to: usize): usize {
  let found: usize = 0;
  for (let at = from; at < to; at++) found += <usize>(load<u8>(at) == 0x0a);
  return found;
}

function seal(at: usize): void {
  memory.fill(at, 0, paddingBytes);
  store<u8>(at, 0x0a);
}

/** @returns the start of the next line that holds the task's name or a backslash, or `to` */
function candidate(from: usize, to: usize): usize {
  const first = i8x16.splat(load<u8>(task + firstPlace));
  const second = i8x16.splat(load<u8>(task + secondPlace));
  const distance = secondPlace - firstPlace;
  let line = from;
  let at = from;
  while (true) {
    const bytes = v128.load(at);
    const ends = i8x16.eq(bytes, i8x16.splat(0x0a));
    const pairs = v128.and(i8x16.eq(bytes, first), i8x16.eq(v128.load(at + distance), second));
    const hits = v128.or(pairs, i8x16.eq(bytes, i8x16.splat(0x5c)));
    let marks = i8x16.bitmask(v128.or(ends, hits));
    while (marks != 0) {
      const mark = at + ctz(marks);
      const byte = load<u8>(mark);
      if (byte == 0x0a) {
        passed++;
        line = mark + 1;
        if (line >= to) return to;
      } else if (byte == 0x5c || (mark - firstPlace >= line && isTask(mark - firstPlace))) {
        return line;
      }
      marks &= marks - 1;
    }
    at += 16;
  }
}

function lineFeed(from: usize): usize {
  let at = from;
  while (true) {
    const ends = i8x16.bitmask(i8x16.eq(v128.load(at), i8x16.splat(0x0a)));
    if (ends != 0) return at + ctz(ends);
    at += 16;
  }
}

/** @returns the line feed at the end of a line that is blank or holds one JSON value, counted if it is a run; or 0 */
function judgeLine(from: usize): usize {
  let at = afterBlanks(from);
  const byte = load<u8>(at);
  if (byte == 0x0a) return at;
  at = byte == 0x7b ? objectEnd(at + 1) : valueEnd(at);
  if (at == 0) return 0;
  at = afterBlanks(at);
  if (load<u8>(at) != 0x0a) return 0;
  return byte != 0x7b || countRun() ? at : 0;
}
