import type { FoundFile } from "./find-files.ts";
import type { JsonText } from "./json-text.ts";

/** One file, stream or URL that is there to be read. */
export interface Input {
  /** What messages call it; never holds a secret. */
  readonly source: string;
  /** A file whose bytes lie there as they are to be read. */
  readonly file?: FoundFile | undefined;
  /** Reads it from its beginning, decompressed, where it is one stream of bytes. */
  readonly chunks?: (() => AsyncIterable<Buffer>) | undefined;
  /** Reads it from its beginning, in batches of texts. */
  texts(): AsyncIterable<readonly JsonText[]>;
}

/** An input, and its place among all. */
export type Placed = readonly [input: Input, place: number];

/** How far reading has come. */
export interface ReadProgress {
  readonly source: string;
  /** Bytes of this source read so far, as they are stored or sent. */
  readonly bytes: number;
  /** Size of this source, where it is known. */
  readonly totalBytes?: number | undefined;
  /** Values read so far, of all sources. */
  readonly events?: number | undefined;
}

/** Lets chunks pass, however many streams the source comes in, and tells how many bytes went by. */
export type ProgressWatch = (chunks: AsyncIterable<Buffer>) => AsyncGenerator<Buffer, void, undefined>;

export function createProgressWatch(
  source: string,
  onProgress: ((progress: ReadProgress) => void) | undefined,
  totalBytes?: number,
): ProgressWatch {
  let bytes = 0;
  return async function* watch(chunks) {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      onProgress?.({ source, bytes, totalBytes });
      yield chunk;
    }
  };
}
