import { maxTextBytes } from "../limits.ts";
import { ReadError } from "../read-error.ts";
import { GrowingBuffer } from "./growing-buffer.ts";
import { isBlank, type JsonText, type TextSplitter } from "./json-text.ts";

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const lineFeed = 0x0a;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** Where in the array the next byte stands. */
type Place =
  | "before the array"
  | "before an element"
  | "before a further element"
  | "after an element"
  | "in a word"
  | "in an element"
  | "in a string"
  | "after a backslash"
  | "after the array"
  | "beyond help";

/**
 * Finds elements in a chunk that need not be cut out.
 *
 * @returns for a place behind the array's bracket or a comma, the place behind the last comma of the elements that
 *   follow it and need not be cut out, and the number of line feeds on the way
 */
export type Skim = (chunk: Buffer) => (from: number) => { readonly end: number; readonly lines: number };

/**
 * One JSON array: a text an element, found by its brackets and quotes alone; whether the element is valid JSON is for
 * the parser to say. A missing or spare comma, text after the end and a missing end are faults, and the elements
 * around them still count. Keeps one element at a time.
 */
export class ArraySplitter implements TextSplitter {
  readonly #source: string;
  readonly #skim: Skim | undefined;
  readonly #pending = new GrowingBuffer();
  #place: Place = "before the array";
  #depth = 0;
  #line = 1;
  #elementLine = 1;
  #texts: JsonText[] = [];
  /** What comes was tried to skim already, in vain. */
  #isSkimmed = false;

  constructor(source: string, skim?: Skim) {
    this.#source = source;
    this.#skim = skim;
  }

  push(chunk: Buffer): JsonText[] {
    // Where the element under way begins in this chunk.
    let start = 0;
    const skim = this.#skim?.(chunk);
    this.#isSkimmed = false;
    for (let at = 0; at < chunk.length; at++) {
      if (skim !== undefined && this.#maySkim()) {
        const { end, lines } = skim(at);
        if (end > at) this.#place = "before a further element";
        this.#line += lines;
        at = end;
        if (at === chunk.length) break;
      }
      const byte = chunk[at]!;
      switch (this.#place) {
        case "in a string":
          if (byte === backslash) this.#place = "after a backslash";
          else if (byte === quote) {
            this.#place = "in an element";
            if (this.#depth === 0) this.#complete(chunk.subarray(start, at + 1));
          } else if (byte === lineFeed) {
            // No string holds a raw line feed: this one lost its quote. The next line is another chance.
            this.#complete(chunk.subarray(start, at));
          }
          break;
        case "after a backslash":
          this.#place = "in a string";
          break;
        case "in an element":
          if (byte === quote) this.#place = "in a string";
          else if (byte === openBrace || byte === openBracket) this.#depth++;
          else if (byte === closeBrace || byte === closeBracket) {
            this.#depth--;
            if (this.#depth === 0) this.#complete(chunk.subarray(start, at + 1));
          }
          break;
        case "in a word":
          if (byte === comma || byte === closeBracket || isBlank(byte)) {
            this.#complete(chunk.subarray(start, at));
            this.#between(byte);
          }
          break;
        default:
          if (this.#between(byte)) start = at;
      }
      if (byte === lineFeed) this.#line++;
    }
    if (this.#isInside()) this.#keep(chunk.subarray(start));
    return this.#takeTexts();
  }

  end(): JsonText[] {
    if (this.#isInside()) this.#complete(Buffer.alloc(0));
    if (this.#place !== "after the array" && this.#place !== "beyond help") this.#fault();
    return this.#takeTexts();
  }

  /** Once before each element. */
  #maySkim(): boolean {
    if (
      this.#isSkimmed ||
      (this.#place !== "before an element" && this.#place !== "before a further element")
    )
      return false;
    this.#isSkimmed = true;
    return true;
  }

  /** A byte outside of elements. @returns true when an element begins with it */
  #between(byte: number): boolean {
    if (isBlank(byte) || this.#place === "beyond help") return false;
    if (this.#place === "before the array" && byte === openBracket) {
      this.#place = "before an element";
      this.#isSkimmed = false;
    } else if (this.#place === "before the array" || this.#place === "after the array") {
      this.#fault();
      this.#place = "beyond help";
    } else if (byte === comma) {
      if (this.#place !== "after an element") this.#fault();
      this.#place = "before a further element";
      this.#isSkimmed = false;
    } else if (byte === closeBracket) {
      if (this.#place === "before a further element") this.#fault();
      this.#place = "after the array";
    } else {
      if (this.#place === "after an element") this.#fault();
      this.#begin(byte);
      return true;
    }
    return false;
  }

  #begin(byte: number): void {
    this.#elementLine = this.#line;
    this.#depth = byte === openBrace || byte === openBracket ? 1 : 0;
    if (byte === quote) this.#place = "in a string";
    else this.#place = this.#depth === 1 ? "in an element" : "in a word";
  }

  #complete(rest: Buffer): void {
    let bytes = rest;
    if (this.#pending.length > 0) {
      this.#keep(rest);
      bytes = this.#pending.take();
    }
    this.#texts.push({ bytes, line: this.#elementLine });
    this.#place = "after an element";
  }

  #keep(piece: Buffer): void {
    if (this.#pending.length + piece.length > maxTextBytes) {
      const where = `the array's element at line ${this.#elementLine}`;
      throw new ReadError(this.#source, `${where} is longer than ${maxTextBytes} bytes`);
    }
    this.#pending.append(piece);
  }

  #fault(): void {
    this.#texts.push({ bytes: Buffer.alloc(0), line: this.#line, fault: "broken JSON array" });
  }

  #isInside(): boolean {
    return this.#place.startsWith("in ") || this.#place === "after a backslash";
  }

  #takeTexts(): JsonText[] {
    const texts = this.#texts;
    this.#texts = [];
    return texts;
  }
}
