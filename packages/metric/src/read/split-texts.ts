import { ArraySplitter } from "./array-splitter.ts";
import { detectFormat, type Format } from "./detect-format.ts";
import { GrowingBuffer } from "./growing-buffer.ts";
import type { JsonText, TextSplitter } from "./json-text.ts";
import { LineSplitter } from "./line-splitter.ts";

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** Cuts a source, NDJSON or one JSON array, into the texts of its values, a batch a chunk. */
export async function* splitTexts(
  chunks: AsyncIterable<Buffer>,
  source: string,
): AsyncGenerator<readonly JsonText[], void, undefined> {
  const head = new GrowingBuffer();
  let nextLookBytes = byteOrderMark.length;
  let splitter: TextSplitter | undefined;
  for await (const chunk of chunks) {
    if (splitter !== undefined) {
      yield splitter.push(chunk);
      continue;
    }
    head.append(chunk);
    if (head.length < nextLookBytes) continue;
    // Looking again only when there is twice as much keeps the cost in proportion, even if bytes come singly.
    nextLookBytes = 2 * head.length;
    const format = detectFormat(withoutMark(head.peek()), false);
    if (format === undefined) continue;
    splitter = createSplitter(format, source);
    yield splitter.push(withoutMark(head.take()));
  }
  if (splitter === undefined) {
    const all = withoutMark(head.take());
    splitter = createSplitter(detectFormat(all, true) ?? "lines", source);
    yield splitter.push(all);
  }
  yield splitter.end();
}

function createSplitter(format: Format, source: string): TextSplitter {
  return format === "array" ? new ArraySplitter(source) : new LineSplitter(source);
}

function withoutMark(head: Buffer): Buffer {
  return head.subarray(0, 3).equals(byteOrderMark) ? head.subarray(3) : head;
}
