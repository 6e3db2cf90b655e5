import { maxTextBytes } from "../limits.ts";
import { ArraySplitter } from "../read/array-splitter.ts";
import { DetectingSplitter } from "../read/detecting-splitter.ts";
import type { JsonText, TextSplitter } from "../read/json-text.ts";
import { longLine } from "../read/line-splitter.ts";
import type { Scanner } from "./scanner.ts";

const lineFeed = 0x0a;
const nothing: readonly JsonText[] = [];

/** Takes a stream's chunks, NDJSON or an array, and scans what is in them. Gives the texts that were left to JavaScript. */
export function streamSplitter(scanner: Scanner, source: string, input: number): TextSplitter {
  return new DetectingSplitter((format) =>
    format === "array"
      ? new ArraySplitter(source, (chunk) => elementSkimmer(scanner, chunk))
      : new LineScanner(scanner, source, input),
  );
}

/** Lines of a stream. What follows the last line feed waits at the beginning of the scanner's room. */
class LineScanner implements TextSplitter {
  readonly #scanner: Scanner;
  readonly #source: string;
  readonly #input: number;
  readonly #passedBefore: number;
  #waitingBytes = 0;

  constructor(scanner: Scanner, source: string, input: number) {
    this.#scanner = scanner;
    this.#source = source;
    this.#input = input;
    this.#passedBefore = scanner.passed;
  }

  push(chunk: Buffer): readonly JsonText[] {
    const length = this.#waitingBytes + chunk.length;
    const firstEnd = chunk.indexOf(lineFeed);
    if ((firstEnd === -1 ? length : this.#waitingBytes + firstEnd) > maxTextBytes) {
      throw longLine(this.#source, this.#line + 1);
    }
    chunk.copy(this.#scanner.input(length), this.#waitingBytes);
    const end = chunk.lastIndexOf(lineFeed) + 1;
    if (end === 0) {
      this.#waitingBytes = length;
      return nothing;
    }
    this.#scan(this.#waitingBytes + end);
    chunk.copy(this.#scanner.input(chunk.length - end), 0, end);
    this.#waitingBytes = chunk.length - end;
    return nothing;
  }

  end(): readonly JsonText[] {
    this.#scan(this.#waitingBytes);
    this.#waitingBytes = 0;
    return nothing;
  }

  #scan(length: number): void {
    this.#scanner.scanLines(0, length, this.#input, () => this.#line);
  }

  /** The number of the line that was scanned last. */
  get #line(): number {
    return this.#scanner.passed - this.#passedBefore;
  }
}

/** Passes over the elements of an array that lie in a chunk, well formed and with a comma behind them. */
function elementSkimmer(scanner: Scanner, chunk: Buffer): (from: number) => { end: number; lines: number } {
  chunk.copy(scanner.input(chunk.length));
  return (from) => {
    const end = scanner.scanElements(from, chunk.length);
    return { end, lines: scanner.countLineFeeds(from, end) };
  };
}
