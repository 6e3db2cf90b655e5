import assert from "node:assert/strict";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test, type TestContext } from "node:test";
import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import { aggregateSuccessfulRuns } from "../src/aggregate.ts";
import { ReadError } from "../src/read-error.ts";
import { readEvents, type ReadOptions, type ReadProgress } from "../src/read-events.ts";
import { listOf, streamOf } from "./chunks.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** A folder of files; each holds one event that tells its name, unless said otherwise. */
async function folderWith(
  t: TestContext,
  names: readonly string[],
  content?: string | Uint8Array,
): Promise<string> {
  const folder = await temporaryFolder(t);
  for (const name of names) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content ?? JSON.stringify(name));
  }
  return folder;
}

function read(source: string | readonly string[], options?: ReadOptions): Promise<unknown[]> {
  return listOf(readEvents(source, options));
}

test("a file given by name is read whatever its suffix", async (t) => {
  const folder = await folderWith(t, ["events", "events.log"]);
  assert.deepEqual(await read(join(folder, "events")), ["events"]);
  assert.deepEqual(await read(join(folder, "events.log")), ["events.log"]);
});

test("sources are read in the order given", async (t) => {
  const folder = await folderWith(t, ["a.json", "b.json"]);
  const [a, b] = [join(folder, "a.json"), join(folder, "b.json")];
  assert.deepEqual(await read([b, "-", a, b], { stdin: streamOf('"stdin"') }), [
    "b.json",
    "stdin",
    "a.json",
    "b.json",
  ]);
});

test("no sources hold no events", async () => {
  assert.deepEqual(await read([]), []);
});

test("a directory is read at any depth, in code point order, without hidden and other files", async (t) => {
  const names = ["b.ndjson", "a/z.jsonl", "a/B.JSON", "c.json", "\uff21.json", "\u{1f600}.json"];
  const others = [".hidden.json", ".git/x.json", "readme.md", "json", "a.json.bak"];
  const folder = await folderWith(t, [...names, ...others]);
  await symlink(join(folder, "c.json"), join(folder, "link.json"));
  await symlink(folder, join(folder, "loop"));
  await symlink(join(folder, "nowhere"), join(folder, "dangling.json"));
  assert.deepEqual(await read(folder), [
    "a/B.JSON",
    "a/z.jsonl",
    "b.ndjson",
    "c.json",
    "c.json",
    "\uff21.json",
    "\u{1f600}.json",
  ]);
});

test("a directory without events gives none, and a warning", async (t) => {
  const folder = await folderWith(t, ["readme.md"]);
  const warnings: string[] = [];
  assert.deepEqual(await read(folder, { onWarning: (message) => warnings.push(message) }), []);
  assert.match(warnings.join(), /holds no .ndjson/);
});

test("a glob is read in code point order, each file once", async (t) => {
  const folder = await folderWith(t, [
    "2026/11/b.ndjson",
    "2026/11/a.ndjson",
    "2026/10/c.txt",
    "2025/d.ndjson",
  ]);
  assert.deepEqual(await read(join(folder, "2026/*/*")), [
    "2026/10/c.txt",
    "2026/11/a.ndjson",
    "2026/11/b.ndjson",
  ]);
  assert.deepEqual(await read(join(folder, "202?/**")), [
    "2025/d.ndjson",
    "2026/10/c.txt",
    "2026/11/a.ndjson",
    "2026/11/b.ndjson",
  ]);
  assert.deepEqual(await read(join(folder, "20*")), [
    "2025/d.ndjson",
    "2026/11/a.ndjson",
    "2026/11/b.ndjson",
  ]);
});

test("a file whose name looks like a glob is read as a file", async (t) => {
  const folder = await folderWith(t, ["[a]*.json", "a.json"]);
  assert.deepEqual(await read(join(folder, "[a]*.json")), ["[a]*.json"]);
});

test("what isn't there is an error that names it, before anything is read", async (t) => {
  const folder = await folderWith(t, ["a.json"]);
  for (const missing of ["nothing.json", "a.json/b.json", "*.ndjson"]) {
    const seen: unknown[] = [];
    const reading = (async () => {
      for await (const event of readEvents([join(folder, "a.json"), join(folder, missing)])) seen.push(event);
    })();
    await assert.rejects(reading, (error) => {
      assert.ok(error instanceof ReadError);
      assert.ok(error.message.startsWith(`cannot read ${join(folder, missing)}: there is no such file`));
      return true;
    });
    assert.deepEqual(seen, []);
  }
});

const events = ['{"a":1}', '{"a":2}', `{"a":"${"x".repeat(100_000)}"}`];
const codings = [
  ["gz", gzipSync],
  ["zst", zstdCompressSync],
  ["br", brotliCompressSync],
] as const;
for (const [suffix, compress] of codings) {
  test(`.${suffix} is read as if it weren't compressed`, async (t) => {
    const folder = await folderWith(t, [`a.ndjson.${suffix}`], compress(events.join("\n")));
    const expected = events.map((line): unknown => JSON.parse(line));
    assert.deepEqual(await read(join(folder, `a.ndjson.${suffix}`)), expected);
    assert.deepEqual(await read(folder), expected);
  });

  test(`.${suffix} made by appending is read to its end`, async (t) => {
    const parts = events.map((line) => compress(`${line}\n`));
    const folder = await folderWith(t, [`a.${suffix}`], Buffer.concat(parts));
    assert.equal((await read(join(folder, `a.${suffix}`))).length, 3);
  });

  test(`.${suffix} that ends too early is an error that names the file`, async (t) => {
    const whole = compress(events.join("\n"));
    for (const lostBytes of [1, 5, whole.length - 3]) {
      const folder = await folderWith(t, [`a.${suffix}`], whole.subarray(0, whole.length - lostBytes));
      await assert.rejects(
        read(folder + `/a.${suffix}`),
        /^ReadError: cannot read .*\/a\.\w+: its \w+ compression is broken: it ends too early$/,
      );
    }
  });

  test(`.${suffix} that was never compressed is an error that names the file`, async (t) => {
    const folder = await folderWith(t, [`a.${suffix}`], events.join("\n"));
    await assert.rejects(
      read(join(folder, `a.${suffix}`)),
      /^ReadError: cannot read .*\/a\.\w+: its \w+ compression is broken/,
    );
  });
}

test("reading may stop early", async (t) => {
  const folder = await folderWith(t, ["a.ndjson.zst"], zstdCompressSync("1\n".repeat(1_000_000)));
  for await (const event of readEvents(folder)) {
    assert.equal(event, 1);
    break;
  }
});

test("progress tells how much of each source was read", async (t) => {
  const folder = await folderWith(t, ["a.json", "b.json.gz"], gzipSync("1"));
  await writeFile(join(folder, "a.json"), "1\n".repeat(500_000));
  const last = new Map<string, ReadProgress>();
  await read(folder, { onProgress: (progress) => last.set(progress.source, progress) });
  const { events: seen = 0, ...plain } = last.get(join(folder, "a.json"))!;
  assert.deepEqual(plain, { source: join(folder, "a.json"), bytes: 1_000_000, totalBytes: 1_000_000 });
  assert.ok(seen > 0 && seen <= 500_000);
  const compressed = last.get(join(folder, "b.json.gz"));
  assert.equal(compressed?.bytes, compressed?.totalBytes);
});

test("a source can be read again, and its report begins anew", async (t) => {
  const folder = await folderWith(t, ["a.json"], 'x\n{"name":"ai-do","exit_code":0,"end_ts":1e9}');
  const source = readEvents(folder);
  for (let time = 0; time < 2; time++) {
    assert.equal((await listOf(source)).length, 1);
    assert.equal(source.skipped.total, 1);
  }
});

const run = '{"name":"ai-do","exit_code":0,"end_ts":1e9}';

test("of bad lines those that could have counted are reported: they hold the task's name or an escape", async () => {
  const lines = [run, `${run}}`, "{bad}", '{"name":"other"', '{"n\\u0061me":}', '"ai-do'];
  const source = readEvents("-", { stdin: streamOf(lines.join("\n")) });
  assert.deepEqual(await aggregateSuccessfulRuns(source), { unknown: { "2001-W36": 1 } });
  assert.deepEqual(source.skipped.byReason, { "not valid JSON": 3 });
  assert.equal(source.skipped.total, 3);
});

test("strict checks the lines that can't count, too", async () => {
  const source = readEvents("-", { stdin: streamOf(`${run}\n{bad}\n`), strict: true });
  await assert.rejects(aggregateSuccessfulRuns(source), /1 bad line:\s+standard input:2: not valid JSON/);
});

test("a run without a usable timestamp is valid JSON, and no error under strict", async () => {
  const source = readEvents("-", { stdin: streamOf('{"name":"ai-do","exit_code":0}'), strict: true });
  assert.deepEqual(await aggregateSuccessfulRuns(source), {});
  assert.deepEqual(source.skipped.byReason, { "no usable timestamp": 1 });
});

test("a task's name is found however it is written", async () => {
  for (const task of ['say "hi"', "a\\b", "naïve", "\u{1f600}", "\ud800", "tab\t", ""]) {
    const line = JSON.stringify({ name: task, exit_code: 0, end_ts: 1e9 });
    const source = readEvents("-", { stdin: streamOf(`${line}\n${line.replace(":", " :")}`) });
    assert.deepEqual(await aggregateSuccessfulRuns(source, { task }), { unknown: { "2001-W36": 2 } }, task);
  }
});
