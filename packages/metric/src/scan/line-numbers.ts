import { createReadStream } from "node:fs";
import { fileChunkBytes } from "../limits.ts";

const lineFeed = 0x0a;

/** The numbers, from 1, of the lines that begin at some bytes of a file, in ascending order. Reads it as far as that. */
export async function lineNumbers(path: string, begins: readonly number[]): Promise<number[]> {
  const numbers: number[] = [];
  const last = begins.at(-1) ?? 0;
  let line = 1;
  let position = 0;
  if (last > 0) {
    for await (const data of createReadStream(path, { end: last - 1, highWaterMark: fileChunkBytes })) {
      const chunk = data as Buffer;
      for (let at = chunk.indexOf(lineFeed); at !== -1; at = chunk.indexOf(lineFeed, at + 1)) {
        // Lines up to this line feed began before it.
        while (numbers.length < begins.length && begins[numbers.length]! <= position + at) numbers.push(line);
        line++;
      }
      position += chunk.length;
    }
  }
  while (numbers.length < begins.length) numbers.push(line);
  return numbers;
}
