import { detectFormat, type Format } from "./detect-format.ts";
import { GrowingBuffer } from "./growing-buffer.ts";
import type { JsonText, TextSplitter } from "./json-text.ts";

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** Finds out by a source's first bytes whether it is NDJSON or one JSON array, and has it cut accordingly. */
export class DetectingSplitter implements TextSplitter {
  readonly #create: (format: Format) => TextSplitter;
  readonly #head = new GrowingBuffer();
  #nextLookBytes = byteOrderMark.length;
  #splitter: TextSplitter | undefined;

  constructor(create: (format: Format) => TextSplitter) {
    this.#create = create;
  }

  push(chunk: Buffer): readonly JsonText[] {
    if (this.#splitter !== undefined) return this.#splitter.push(chunk);
    this.#head.append(chunk);
    if (this.#head.length < this.#nextLookBytes) return [];
    // Looking again only when there is twice as much keeps the cost in proportion, even if bytes come singly.
    this.#nextLookBytes = 2 * this.#head.length;
    const format = detectFormat(withoutMark(this.#head.peek()), false);
    return format === undefined ? [] : this.#begin(format);
  }

  end(): readonly JsonText[] {
    if (this.#splitter !== undefined) return this.#splitter.end();
    const format = detectFormat(withoutMark(this.#head.peek()), true) ?? "lines";
    return [...this.#begin(format), ...this.#splitter!.end()];
  }

  #begin(format: Format): readonly JsonText[] {
    this.#splitter = this.#create(format);
    return this.#splitter.push(withoutMark(this.#head.take()));
  }
}

function withoutMark(head: Buffer): Buffer {
  return head.subarray(0, 3).equals(byteOrderMark) ? head.subarray(3) : head;
}
