// Large inputs, which several threads scan, and machines on which threads or WebAssembly are missing.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompressSync, constants, gzipSync, zstdCompressSync } from "node:zlib";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { aggregateSuccessfulRuns, type CountOptions } from "../src/aggregate.ts";
import { bytesPerThread } from "../src/limits.ts";
import { readEvents, type EventSource, type ReadOptions } from "../src/read-events.ts";
import { referenceCounts } from "../src/reference.ts";
import { StrictError } from "../src/strict-error.ts";
import { streamOf } from "./chunks.ts";
import { createDice } from "./mutate-lines.ts";

const ends = ["1763836000.25", '"2026-11-22T23:59:59Z"', "1763836000123", "0", '"soon"'];
const lines = makeLines(3 * bytesPerThread);
const ndjson = Buffer.from(lines.join("\n"));
const expected = referenceCounts(ndjson, "ai-do");
let folder = "";

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "astrolabe-scan-"));
});
after(() => rm(folder, { recursive: true }));

/** Rows of which some are odd, some fail and one in a hundred comes again. */
function makeLines(bytes: number): string[] {
  const dice = createDice(11);
  const made: string[] = [];
  for (let size = 0; size < bytes; size += made.at(-1)!.length + 1) {
    const at = dice(100) === 0 ? dice(made.length + 1) : made.length;
    const name = dice(10) === 0 ? "ai\\u002ddo" : "ai-do";
    const event = `{"name":"${name}","developer":"d${at % 97}","exit_code":${at % 3},"end_ts":${ends[at % ends.length]},"note":"${"x".repeat(at % 300)}"}`;
    made.push(`{"id":"id-${at}","payload":${event}}`);
  }
  return made;
}

async function fileOf(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function count(
  path: string | string[],
  options: CountOptions & ReadOptions = {},
): Promise<{ counts: object; source: EventSource }> {
  const source = readEvents(path, options);
  return { counts: await aggregateSuccessfulRuns(source, options), source };
}

test("a large file gives the same counts and report with any number of threads", async () => {
  const path = await fileOf("large.ndjson", ndjson);
  const reports: object[] = [];
  for (const threads of [1, 2, 4, undefined]) {
    const progress: number[] = [];
    const onProgress: ReadOptions["onProgress"] = ({ bytes }) => progress.push(bytes);
    const { counts, source } = await count(path, { threads, onProgress });
    assert.deepEqual(counts, expected);
    assert.ok(progress.length > 1 && progress.every((bytes, at) => bytes >= (progress[at - 1] ?? 0)));
    assert.ok(source.repeatedIds > 0);
    reports.push(source.skipped.byReason);
  }
  assert.ok(new Set(reports.map((report) => JSON.stringify(report))).size === 1);
});

test("many small files give the same counts as one", async () => {
  const small = join(folder, "small");
  await mkdir(small);
  const perFile = Math.ceil(lines.length / 700);
  for (let at = 0; at < lines.length; at += perFile) {
    await writeFile(join(small, `${at}.ndjson`), lines.slice(at, at + perFile).join("\r\n"));
  }
  assert.deepEqual((await count(small)).counts, expected);
});

test("a compressed file, a pipe and an array give the same counts as the lines", async () => {
  const array = `[${lines.join(",\n")}]\n`;
  const quickly = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
  const paths = [
    await fileOf("lines.ndjson.gz", gzipSync(ndjson, { level: 1 })),
    await fileOf("lines.ndjson.zst", zstdCompressSync(ndjson)),
    await fileOf("array.json.br", brotliCompressSync(array, quickly)),
    await fileOf("array.json", array),
    await fileOf(
      "pretty.json",
      JSON.stringify(
        lines.slice(0, 20_000).map((line) => JSON.parse(line) as unknown),
        null,
        2,
      ),
    ),
  ];
  for (const path of paths.slice(0, 4)) assert.deepEqual((await count(path)).counts, expected, path);
  const pretty = referenceCounts(Buffer.from(lines.slice(0, 20_000).join("\n")), "ai-do");
  assert.deepEqual((await count(paths[4]!)).counts, pretty);
  assert.deepEqual((await count("-", { stdin: streamOf(ndjson) })).counts, expected);
  assert.deepEqual((await count("-", { stdin: streamOf(array), threads: 1 })).counts, expected);
});

test("an error in another thread is told as if there were one", async () => {
  const broken = gzipSync(ndjson, { level: 1 });
  const path = await fileOf("broken.ndjson.gz", broken.subarray(0, broken.length - 1000));
  await assert.rejects(count(path), /broken\.ndjson\.gz: its gzip compression is broken: it ends too early/);
  const long = Buffer.alloc(70 * 1024 * 1024, "x");
  const inStream = await fileOf(
    "long.ndjson.zst",
    zstdCompressSync(Buffer.concat([Buffer.from("1\n2\n"), long])),
  );
  await assert.rejects(count(inStream), /long\.ndjson\.zst: line 3 is longer than/);
});

test("strict names the first bad lines of all, by source and line, whoever finds them", async () => {
  const bad = [...lines];
  const places = [7, 20_000, 20_001, Math.floor(lines.length / 2), lines.length - 1];
  for (const place of places) bad[place] = "{bad}";
  const text = bad.join("\n");
  const paths = [
    await fileOf("bad.ndjson", text),
    await fileOf("bad.ndjson.gz", gzipSync(text, { level: 1 })),
  ];
  const named = paths.flatMap((path) => places.map((place) => `${path}:${place + 1}: not valid JSON`));
  await assert.rejects(count(paths, { strict: true }), (error) => {
    assert.ok(error instanceof StrictError);
    assert.deepEqual(error.lines, named);
    assert.equal(error.total, 10);
    return true;
  });
});

test("with dedupe each id counts once, however often and wherever it comes", async () => {
  const seen = new Set<string>();
  const once = lines.filter((line) => {
    const { id } = JSON.parse(line) as { id: string };
    return !seen.has(id) && seen.add(id);
  });
  const onceOnly = referenceCounts(Buffer.from(once.join("\n")), "ai-do");
  const path = await fileOf("twice.ndjson", ndjson);
  const compressed = await fileOf("twice.ndjson.gz", gzipSync(ndjson, { level: 1 }));
  const { counts, source } = await count([path, compressed, path], { dedupe: true, threads: 4 });
  assert.deepEqual(counts, onceOnly);
  assert.ok(source.repeatedIds > lines.length / 2);
  const values = lines.slice(0, 5000).map((line) => JSON.parse(line) as unknown);
  assert.deepEqual(
    await aggregateSuccessfulRuns([...values, ...values], { dedupe: true }),
    await aggregateSuccessfulRuns(values, { dedupe: true }),
  );
});

test("without WebAssembly, or without leave to start threads, the answer is the same", async () => {
  const path = await fileOf("few.ndjson", lines.slice(0, 60_000).join("\n"));
  const bin = fileURLToPath(new URL("../../cli/bin/nsm-stats.js", import.meta.url));
  const run = async (flags: string[], ...args: string[]): Promise<string> =>
    (await promisify(execFile)(process.execPath, [...flags, bin, path, ...args])).stdout;
  const usual = await run([]);
  assert.ok(usual.length > 1000);
  assert.equal(await run(["--jitless"]), usual);
  const large = join(folder, "large.ndjson");
  assert.equal(await run(["--permission", "--allow-fs-read=*"], large), await run([], large));
  assert.equal(await run(["--jitless"], "--dedupe", large), await run([], "--dedupe", large));
});
