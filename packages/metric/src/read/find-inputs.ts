import { createReadStream } from "node:fs";
import { fileChunkBytes } from "../limits.ts";
import { ReadError, reasonOf } from "../read-error.ts";
import { decompress, isCompressed } from "./decompress.ts";
import { findFiles, type FoundFile } from "./find-files.ts";
import { createProgressWatch, type Input } from "./input.ts";
import type { ReadOptions } from "./read-options.ts";
import { splitTexts } from "./split-texts.ts";
import { urlInput } from "./url-input.ts";

/**
 * What sources name: standard input, a URL, a file, what a directory holds, or what a glob matches. All of it is
 * looked up before the first byte is read, so that a slip in the last name shows at once.
 *
 * @throws ReadError when there is nothing of a name
 */
export async function findInputs(sources: readonly string[], options: ReadOptions): Promise<Input[]> {
  const inputs: Input[] = [];
  for (const source of sources) {
    if (source === "-") inputs.push(standardInput(options));
    else if (/^https?:\/\//i.test(source)) inputs.push(urlInput(source, options));
    else {
      const files = await findFiles(source);
      if (files.length === 0) options.onWarning?.(`${source} holds no .ndjson, .jsonl or .json file`);
      inputs.push(...files.map((file) => fileInput(file, options)));
    }
  }
  return inputs;
}

function standardInput({ stdin = process.stdin, onProgress }: ReadOptions): Input {
  const source = "standard input";
  return streamInput(source, () => createProgressWatch(source, onProgress)(readStream(stdin, source)));
}

function fileInput(file: FoundFile, { onProgress }: ReadOptions): Input {
  const { path, sizeBytes } = file;
  const input = streamInput(path, () => {
    const stream = createReadStream(path, { highWaterMark: fileChunkBytes });
    const watch = createProgressWatch(path, onProgress, sizeBytes);
    return decompress(watch(readStream(stream, path)), path, path);
  });
  return isCompressed(path) ? input : { ...input, file };
}

function streamInput(source: string, chunks: () => AsyncIterable<Buffer>): Input {
  return { source, chunks, texts: () => splitTexts(chunks(), source) };
}

async function* readStream(
  chunks: AsyncIterable<Uint8Array>,
  source: string,
): AsyncGenerator<Buffer, void, undefined> {
  try {
    for await (const chunk of chunks) yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  } catch (error) {
    throw new ReadError(source, reasonOf(error), { cause: error });
  }
}
