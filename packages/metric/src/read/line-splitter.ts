import { maxTextBytes } from "../limits.ts";
import { ReadError } from "../read-error.ts";
import { GrowingBuffer } from "./growing-buffer.ts";
import { skipBlanks, type JsonText, type TextSplitter } from "./json-text.ts";

const lineFeed = 0x0a;

/** NDJSON: a text a line. Blank lines are passed over; a carriage return before the line feed is JSON's white space. */
export class LineSplitter implements TextSplitter {
  readonly #source: string;
  readonly #pending = new GrowingBuffer();
  #line = 1;

  constructor(source: string) {
    this.#source = source;
  }

  push(chunk: Buffer): JsonText[] {
    const texts: JsonText[] = [];
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, start)) {
      this.#add(texts, this.#complete(chunk.subarray(start, end)));
      this.#line++;
      start = end + 1;
    }
    this.#keep(chunk.subarray(start));
    return texts;
  }

  end(): JsonText[] {
    const texts: JsonText[] = [];
    this.#add(texts, this.#pending.take());
    return texts;
  }

  #complete(rest: Buffer): Buffer {
    if (this.#pending.length === 0) return rest;
    this.#keep(rest);
    return this.#pending.take();
  }

  #keep(piece: Buffer): void {
    if (this.#pending.length + piece.length > maxTextBytes) {
      throw longLine(this.#source, this.#line);
    }
    this.#pending.append(piece);
  }

  #add(texts: JsonText[], bytes: Buffer): void {
    if (skipBlanks(bytes, 0, bytes.length) < bytes.length) texts.push({ bytes, line: this.#line });
  }
}

export function longLine(source: string, line: number): ReadError {
  return new ReadError(source, `line ${line} is longer than ${maxTextBytes} bytes`);
}
