// The scanner at its borders: where a line or a piece is cut, where UTF-8 breaks, and every way to write a number.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { aggregateSuccessfulRuns, countRuns } from "../src/aggregate.ts";
import { maxTextBytes, pieceOverlapBytes } from "../src/limits.ts";
import { readEvents } from "../src/read-events.ts";
import { referenceCounts } from "../src/reference.ts";
import { MergedResult } from "../src/scan/merged-result.ts";
import { Pieces } from "../src/scan/pieces.ts";
import { scanPieces } from "../src/scan/scan-pieces.ts";
import { Scanner } from "../src/scan/scanner.ts";
import { SkipReport } from "../src/skip-report.ts";
import { streamOf } from "./chunks.ts";
import { createDice, mutateLine, oddPieces, sampleLines } from "./mutate-lines.ts";
import { job, parse, partsFor, scan } from "./scan-lines.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const run =
  '{"name":"ai-do","developer":"ada","exit_code":0,"end_ts":1763836000.5,"note":"h\u00e9 \u20ac \u{1f600}"}';
const parts = partsFor(job);
const strict = { ...job, strict: true };
const strictParts = partsFor(strict);

function assertEqual(ndjson: Buffer | string, message?: string): void {
  const bytes = Buffer.from(ndjson);
  assert.deepEqual(scan(bytes, parts), parse(bytes, job), message);
  assert.deepEqual(scan(bytes, strictParts), parse(bytes, strict), message);
}

test("a piece of anything put into, over or in place of any part of a line changes what JSON.parse says it does", () => {
  const row = `{"id":"x", "payload" : ${run}, "n":[1,{"a":"b"}]}\r`;
  for (const line of [run, row].map((text) => Buffer.from(text))) {
    for (let at = 0; at <= line.length; at++) {
      const before = line.subarray(0, at);
      const variants = oddPieces.flatMap((piece) => [
        Buffer.concat([before, piece, line.subarray(at)]),
        Buffer.concat([before, piece, line.subarray(at + piece.length)]),
        Buffer.concat([before, piece]),
      ]);
      // Lines that go wrong together are few; alone, they say which.
      const ndjson = Buffer.concat(variants.flatMap((variant) => [variant, Buffer.from(`\n${run}\n`)]));
      assertEqual(ndjson, `at ${at}`);
    }
  }
});

test("every byte in every place of a string is taken or refused as UTF-8 and JSON say", () => {
  const sequences = Array.from(
    "\u00e4\u07ff\u0800\u0fff\ud7ff\ue000\uffff\u{10000}\u{fffff}\u{10ffff}",
    (text) => Buffer.from(text),
  );
  const lines: Buffer[] = [];
  for (const sequence of sequences) {
    for (let at = 0; at < sequence.length; at++) {
      for (let byte = 0; byte < 256; byte++) {
        const changed = Buffer.from(sequence);
        changed[at] = byte;
        // Behind 0 to 17 bytes it lies anywhere in, or across, the 16 that are read at once.
        lines.push(
          Buffer.concat([
            Buffer.from(`{"name":"ai-do","a":"${"x".repeat(byte % 18)}`),
            changed,
            Buffer.from('"}\n'),
          ]),
        );
      }
    }
  }
  assertEqual(Buffer.concat(lines));
});

test("numbers of every form are timestamps and exit codes as the definition says", () => {
  const signs = ["", "-", "+"];
  const wholes = [
    "0",
    "00",
    "1",
    "01",
    "7",
    "1763836000",
    "99999999999",
    "100000000000",
    "1763836000123",
    "253402300799",
    "253402300800",
    "253402300799999",
    "253402300800000",
    "9007199254740993",
    "123456789012345678901234567890",
    "",
  ];
  const fractions = ["", ".", ".0", ".000", ".5", ".999", ".9990", ".9999999999999999", ".99", ".1.1"];
  const exponents = ["", "e0", "E-1", "e+2", "e", "e+", "e400", "e-400", "e1.5"];
  const numbers = signs.flatMap((sign) =>
    wholes.flatMap((whole) =>
      fractions.flatMap((fraction) => exponents.map((exponent) => sign + whole + fraction + exponent)),
    ),
  );
  for (const quote of ["", '"', ' " ']) {
    assertEqual(
      numbers
        .map((number) => quote.trim() + number + quote.trim())
        .flatMap((number) => [
          `{"name":"ai-do","exit_code":0,"end_ts":${number},"ts":1e9}`,
          `{"name":"ai-do","exit_code":${number},"end_ts":1}`,
          `{"name":"ai-do","exit_code":0,"end_ts":1,"developer":${number},"user":"u"}`,
        ])
        .join("\n"),
    );
  }
});

test("dates around every border of the calendar are what the definition says", () => {
  const days = [
    "1969-12-31",
    "1970-01-01",
    "1972-02-29",
    "1973-02-29",
    "2000-02-29",
    "2100-02-29",
    "2026-00-10",
    "2026-13-01",
    "2026-04-31",
    "2026-12-28",
    "2027-01-03",
    "2027-01-04",
    "9999-12-31",
    "0001-01-01",
    "2026-1-01",
  ];
  const times = [
    "",
    "T",
    "T00:00",
    "T23:59:59",
    "T24:00",
    "T12:60",
    "T12:30:60",
    " 12:30:15",
    "t12:30",
    "T1:30",
    "T12:30:15.",
    "T12:30:15.0000001",
    "T12:30:15,5",
    "T23:59:59.9999",
  ];
  const zones = ["", "Z", "z", "+00:00", "-00:00", "+23:59", "-23:59", "+24:00", "+2:00", "+0200", "Z ", " "];
  for (const timeZone of ["UTC", "America/New_York", "Africa/Monrovia", "Pacific/Apia"]) {
    const zoned = { ...job, timeZone };
    const lines = days.flatMap((day) =>
      times.flatMap((time) =>
        zones.map((zone) => `{"name":"ai-do","exit_code":0,"ts":"${day}${time}${zone}"}`),
      ),
    );
    const ndjson = Buffer.from(lines.join("\n"));
    assert.deepEqual(scan(ndjson, partsFor(zoned)), parse(ndjson, zoned));
  }
});

test("in any zone an instant is in the week that its calendar says, hour by hour over years", () => {
  for (const timeZone of [
    "Europe/Berlin",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "America/St_Johns",
    "Africa/Monrovia",
  ]) {
    const zoned = { ...job, timeZone };
    const lines: string[] = [];
    for (let ts = 1; ts < 2e9; ts += 3_592_813) lines.push(`{"name":"ai-do","exit_code":0,"ts":${ts}}`);
    const ndjson = Buffer.from(lines.join("\n"));
    assert.deepEqual(scan(ndjson, partsFor(zoned)), parse(ndjson, zoned));
  }
});

test("values nested around the depth that the scanner follows are taken all the same", () => {
  for (const depth of [1, 2, 510, 511, 512, 513, 514, 2000]) {
    for (const [open, close] of [
      ["[", "]"],
      ['{"a":', "}"],
      ['[{"a":', "}]"],
    ] as const) {
      const nested = (inner: string): string => open.repeat(depth) + inner + close.repeat(depth);
      assertEqual(
        ["1", "", nested("1").slice(1), "{}", "]"]
          .map((inner) => `{"a":${nested(inner)},${run.slice(1)}`)
          .concat(nested(run), run)
          .join("\n"),
      );
    }
  }
});

test("a task of any name is found, and none that only looks like it", async () => {
  for (const task of [
    "a",
    "aa",
    "ai-do",
    "\u00fcbung",
    "\u{1f600}",
    "x".repeat(256),
    "x".repeat(257),
    'say "hi"',
    "a\\b",
    "a\nb",
    "",
    "\ud800",
    "\ufffd",
  ]) {
    const names = [task, `${task}x`, `x${task}`, task.slice(1), "other", "\ufffd"];
    const lines = names.flatMap((name) =>
      ["name", "developer", "note"].map((field) =>
        JSON.stringify({
          exit_code: 0,
          end_ts: 1e9,
          name: "other",
          [field]: name,
          at: "y".repeat(field.length),
        }),
      ),
    );
    const source = readEvents("-", { stdin: streamOf([...lines, task, '"', "\\"].join("\n")) });
    const expected = lines.filter((line) => (JSON.parse(line) as { name: string }).name === task).length;
    const counts = await countRuns(source, { task });
    assert.equal(
      counts.reduce((sum, { runs }) => sum + runs, 0),
      expected,
      JSON.stringify(task),
    );
  }
});

test("a file cut into pieces of any size gives the same counts", async (t) => {
  const dice = createDice(7);
  const samples = sampleLines(7, 40).filter((line) => line.length < 400);
  const long = Buffer.from(
    `{"name":"ai-do","exit_code":0,"end_ts":1e9,"a":"${"x".repeat(2 * pieceOverlapBytes)}"}`,
  );
  const lines = Array.from({ length: 12 }, () =>
    mutateLine(samples[dice(samples.length)]!, samples[0]!, dice),
  );
  const texts = [
    Buffer.concat(
      ["\ufeff{}", ...lines, run, "", "\r", long, run].flatMap((line) => [
        Buffer.from(line),
        Buffer.from("\n"),
      ]),
    ),
    Buffer.from(`${run}\r\n${run}`),
    Buffer.from("\n\n\n{}\n"),
  ];
  for (const [number, text] of texts.entries()) {
    const path = join(await temporaryFolder(t), "events.ndjson");
    await writeFile(path, text);
    const withoutMark = text.subarray(text.subarray(0, 3).equals(Buffer.from("\ufeff")) ? 3 : 0);
    for (const wanted of [job, strict]) {
      const expected = parse(withoutMark, wanted);
      for (let bytes = 1; bytes < text.length + 2; bytes += bytes < 600 ? 1 : 37) {
        const scanner = new Scanner(partsFor(wanted));
        const pieces = new Pieces([{ input: 0, path, sizeBytes: text.length }], Pieces.share(), bytes);
        for (const _ of scanPieces(scanner, pieces));
        const skipped = new SkipReport();
        const merged = new MergedResult(skipped);
        merged.add(scanner.result());
        const message = `text ${number} in pieces of ${bytes}`;
        assert.deepEqual(merged.counts(), expected.counts, message);
        assert.deepEqual(skipped.byReason, expected.skipped, message);
        assert.equal(merged.badTotal, expected.bad[0] ?? 0, message);
      }
    }
  }
});

test("a line beyond the limit is an error that names it, in a file as in a stream", async (t) => {
  const path = join(await temporaryFolder(t), "long.ndjson");
  const tooLong = Buffer.alloc(maxTextBytes + 2, "x");
  await writeFile(
    path,
    Buffer.concat([Buffer.from(`${run}\n\n${run}\n`), tooLong, Buffer.from(`\n${run}\n`)]),
  );
  await assert.rejects(countRuns(readEvents(path)), /long\.ndjson: line 4 is longer than 67108864 bytes/);
  const stdin = streamOf(Buffer.concat([Buffer.from(`${run}\n\n`), tooLong]), 1 << 20);
  await assert.rejects(countRuns(readEvents("-", { stdin })), /standard input: line 3 is longer/);
});

test("a line of nearly the limit counts", async (t) => {
  const path = join(await temporaryFolder(t), "long.ndjson");
  const long = Buffer.from(`{"a":"${"x".repeat(maxTextBytes - 200)}",${run.slice(1)}`);
  await writeFile(path, Buffer.concat([Buffer.from(`${run}\n`), long, Buffer.from(`\n${run}`)]));
  assert.deepEqual(await aggregateSuccessfulRuns(readEvents(path)), { ada: { "2025-W47": 3 } });
  const stdin = streamOf(long, 100_000);
  assert.deepEqual(await aggregateSuccessfulRuns(readEvents("-", { stdin })), { ada: { "2025-W47": 1 } });
});

test("many developers and weeks are told apart, whatever they are called", () => {
  const lines = Array.from({ length: 60_000 }, (_, at) =>
    JSON.stringify({
      name: "ai-do",
      exit_code: at % 3,
      end_ts: 1 + (at % 977) * 604_800,
      developer: `${"d".repeat(at % 40)}${at % 7919}`,
    }),
  );
  const ndjson = Buffer.from(lines.join("\n"));
  assert.deepEqual(scan(ndjson, parts), parse(ndjson, job));
  assert.ok(Object.keys(referenceCounts(ndjson, "ai-do")).length > 7000);
});
