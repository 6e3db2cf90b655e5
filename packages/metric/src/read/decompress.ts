import { pipeline } from "node:stream";
import { createBrotliDecompress, createGunzip, createZstdDecompress } from "node:zlib";
import { decompressedChunkBytes } from "../limits.ts";
import { ReadError } from "../read-error.ts";
import { decodeFrames } from "./decode-frames.ts";

interface Coding {
  readonly suffix: string;
  /** HTTP's word for it. */
  readonly name: string;
  readonly decode: (chunks: AsyncIterable<Buffer>) => AsyncIterable<Buffer>;
}

const options = { chunkSize: decompressedChunkBytes };

/** What a name's suffix says about its content. Node's gunzip reads all members of a file by itself. */
const codings: readonly Coding[] = [
  { suffix: ".gz", name: "gzip", decode: (chunks) => pipeline(chunks, createGunzip(options), ignore) },
  {
    suffix: ".zst",
    name: "zstd",
    decode: (chunks) => decodeFrames(chunks, () => createZstdDecompress(options)),
  },
  {
    suffix: ".br",
    name: "br",
    decode: (chunks) => decodeFrames(chunks, () => createBrotliDecompress(options)),
  },
];

/**
 * Undoes the compression that a name's suffix tells of.
 *
 * @param doneAlready HTTP's word for a coding that was undone on the way, if any
 */
export async function* decompress(
  chunks: AsyncIterable<Buffer>,
  name: string,
  source: string,
  doneAlready?: string | null,
): AsyncGenerator<Buffer, void, undefined> {
  const coding = codingOf(name);
  if (coding === undefined || coding.name === doneAlready) {
    yield* chunks;
    return;
  }
  try {
    yield* coding.decode(chunks);
  } catch (error) {
    if (!isZlibError(error)) throw error;
    const reason = error.code === "Z_BUF_ERROR" ? "it ends too early" : error.message;
    throw new ReadError(source, `its ${coding.name} compression is broken: ${reason}`, { cause: error });
  }
}

/** Does a name's suffix tell of compression? */
export function isCompressed(name: string): boolean {
  return codingOf(name) !== undefined;
}

function codingOf(name: string): Coding | undefined {
  return codings.find(({ suffix }) => name.toLowerCase().endsWith(suffix));
}

function isZlibError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && "code" in error && /^(?:Z_|ERR__|ZSTD_)/.test(String(error.code));
}

/** A pipeline's error also reaches whoever reads from it. */
function ignore(): void {}
