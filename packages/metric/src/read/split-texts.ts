import { ArraySplitter } from "./array-splitter.ts";
import { DetectingSplitter } from "./detecting-splitter.ts";
import type { JsonText } from "./json-text.ts";
import { LineSplitter } from "./line-splitter.ts";

/** Cuts a source, NDJSON or one JSON array, into the texts of its values, a batch a chunk. */
export async function* splitTexts(
  chunks: AsyncIterable<Buffer>,
  source: string,
): AsyncGenerator<readonly JsonText[], void, undefined> {
  const splitter = new DetectingSplitter((format) =>
    format === "array" ? new ArraySplitter(source) : new LineSplitter(source),
  );
  for await (const chunk of chunks) yield splitter.push(chunk);
  yield splitter.end();
}
