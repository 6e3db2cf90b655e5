import { closeSync, openSync, readSync } from "node:fs";
import { isBlank } from "../read/json-text.ts";

/** Enough of a file to see how it begins, in bytes, unless it begins with as many blanks. */
const headBytes = 512;

/**
 * Does a file surely hold lines, and not an array? One that begins with a bracket may hold either, and is looked into as
 * a stream; so is one that can't be opened, to say why.
 */
export function holdsLines(path: string): boolean {
  const head = Buffer.alloc(headBytes);
  let length = 0;
  try {
    const descriptor = openSync(path, "r");
    length = readSync(descriptor, head);
    closeSync(descriptor);
  } catch {
    return false;
  }
  const hasMark = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
  const first = head.subarray(hasMark ? 3 : 0, length).find((byte) => !isBlank(byte));
  return first !== undefined && first !== 0x5b;
}
