import assert from "node:assert/strict";
import { test } from "node:test";
import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import * as fc from "fast-check";
import { aggregateSuccessfulRuns } from "../src/aggregate.ts";
import { decompress } from "../src/read/decompress.ts";
import { readEvents } from "../src/read-events.ts";
import { referenceCounts } from "../src/reference.ts";
import { jsonTexts, ndjson } from "./arbitrary-lines.ts";
import { piecesOf, streamOf } from "./chunks.ts";
import { propertyRuns } from "./property-runs.ts";

const chunkSize = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 10, max: 1000 }));
const count = (bytes: Buffer, size: number, strict = false): Promise<object> =>
  aggregateSuccessfulRuns(readEvents("-", { stdin: streamOf(bytes, size), strict }));

test("any lines, good, mutated or hostile, give the counts of the reference, however they are chunked", async () => {
  await fc.assert(
    fc.asyncProperty(ndjson, chunkSize, async (bytes, size) => {
      assert.deepEqual(await count(bytes, size), referenceCounts(bytes, "ai-do"));
    }),
    propertyRuns(500),
  );
});

test("an array gives the counts of its elements as lines, however it is laid out and chunked", async () => {
  const gap = fc.constantFrom("", "\n", " ", "\r\n\t");
  await fc.assert(
    fc.asyncProperty(jsonTexts, gap, gap, chunkSize, async (texts, before, after, size) => {
      const array = `${before}[${texts.map((text) => before + text + after).join(",")}${after}]${after}`;
      const expected = referenceCounts(Buffer.from(texts.join("\n")), "ai-do");
      assert.deepEqual(await count(Buffer.from(array), size, true), expected);
    }),
    propertyRuns(400),
  );
});

test("compressed bytes come out as they went in, in one frame or several, however they are chunked", async () => {
  const codings = [
    [".gz", gzipSync],
    [".zst", zstdCompressSync],
    [".br", brotliCompressSync],
  ] as const;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...codings),
      fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 4 }),
      chunkSize,
      async ([suffix, compress], parts, size) => {
        const compressed = Buffer.concat(parts.map((part) => compress(part)));
        const chunks: Buffer[] = [];
        for await (const chunk of decompress(streamIn(compressed, size), `events${suffix}`, "events"))
          chunks.push(chunk);
        assert.deepEqual(Buffer.concat(chunks), Buffer.concat(parts));
      },
    ),
    propertyRuns(200),
  );
});

async function* streamIn(bytes: Buffer, size: number): AsyncGenerator<Buffer, void, undefined> {
  yield* piecesOf(bytes, size);
}
