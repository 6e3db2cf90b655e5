// Bare decompression, with buffers as large as ours: reads a file and drops what comes out.
import { createReadStream } from "node:fs";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress, createGunzip, createZstdDecompress } from "node:zlib";

const path = process.argv[2] ?? "";
const options = { chunkSize: 256 * 1024 };
const decoder = path.endsWith(".gz")
  ? createGunzip(options)
  : path.endsWith(".zst")
    ? createZstdDecompress(options)
    : createBrotliDecompress(options);
const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
await pipeline(createReadStream(path, { highWaterMark: options.chunkSize }), decoder, nowhere);
