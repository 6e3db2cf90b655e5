import assert from "node:assert/strict";
import { test } from "node:test";
import { maxTextBytes } from "../src/limits.ts";
import { ReadError } from "../src/read-error.ts";
import { readEvents } from "../src/read-events.ts";
import { StrictError } from "../src/strict-error.ts";
import { listOf, streamOf } from "./chunks.ts";

interface Reading {
  readonly events: unknown[];
  readonly skipped: object;
}

async function read(text: string | Uint8Array, chunkBytes?: number): Promise<Reading> {
  const source = readEvents("-", { stdin: streamOf(text, chunkBytes) });
  const events = await listOf(source);
  return { events, skipped: source.skipped.byReason };
}

/** What was read, whatever the size of the chunks it came in. */
async function readInAnyChunks(text: string | Uint8Array): Promise<Reading> {
  const whole = await read(text);
  for (let chunkBytes = 1; chunkBytes < text.length; chunkBytes++) {
    assert.deepEqual(await read(text, chunkBytes), whole, `in chunks of ${chunkBytes} bytes`);
  }
  return whole;
}

const readings: [description: string, text: string, events: unknown[], skipped?: object][] = [
  [
    "lines may end with LF or CRLF, the last one with neither",
    '{"a":1}\n{"a":2}\r\n{"a":3}',
    [{ a: 1 }, { a: 2 }, { a: 3 }],
  ],
  ["blank lines are ignored", '\n \t\r\n{"a":1}\n\n\n', [{ a: 1 }]],
  ["a byte order mark at the beginning is dropped", '\ufeff{"a":1}\n', [{ a: 1 }]],
  [
    "a byte order mark further on is no JSON",
    '{"a":1}\n\ufeff{"a":2}\n',
    [{ a: 1 }],
    { "not valid JSON": 1 },
  ],
  ["an array's elements are read one by one", ' [{"a":1},{"a":2}]\n', [{ a: 1 }, { a: 2 }]],
  ["an array may begin with a byte order mark", '\ufeff[{"a":1}]', [{ a: 1 }]],
  [
    "an array may be laid out in any way",
    '[\n  {\n "a": [1, {"b": "]"}]\n },\n\n1\n,"x,]\\"[" , null\n]\n\n',
    [{ a: [1, { b: "]" }] }, 1, 'x,]"[', null],
  ],
  ["an array may lie on one line", '[{"a":1},{"a":2}]', [{ a: 1 }, { a: 2 }]],
  ["an array may be empty", "[\n]\n", []],
  ["nothing holds no events", "", []],
  ["blanks hold no events", " \n\r\n\t", []],
  ["a value a line may be an array, on the first line too", '[1,2]\n{"a":1}\n[]\n', [[1, 2], { a: 1 }, []]],
  [
    "a bad first line that begins with a bracket costs only itself",
    '["a":1}\n{"a":2}\n',
    [{ a: 2 }],
    { "not valid JSON": 1 },
  ],
  [
    "a log line that begins with a bracket costs only itself",
    '[2026-11-22] starting\n{"a":2}\n',
    [{ a: 2 }],
    { "not valid JSON": 1 },
  ],
  [
    "a stray bracket before a first line costs only that line",
    '[{"a":1}\n{"a":2}\n',
    [{ a: 2 }],
    { "not valid JSON": 1 },
  ],
  [
    "a first line cut off within a string costs only itself",
    '["a\n{"a":2}\n',
    [{ a: 2 }],
    { "not valid JSON": 1 },
  ],
  [
    "a missing comma in an array costs no element",
    '[\n{"a":1}\n{"a":2}\n]',
    [{ a: 1 }, { a: 2 }],
    { "broken JSON array": 1 },
  ],
  [
    "a spare comma in an array costs no element",
    '[\n{"a":1},,\n{"a":2},]',
    [{ a: 1 }, { a: 2 }],
    { "broken JSON array": 2 },
  ],
  [
    "an array without its end counts as far as it goes",
    '[{"a":1},\n{"a":2',
    [{ a: 1 }],
    { "not valid JSON": 1, "broken JSON array": 1 },
  ],
  ["text after an array's end is bad once", '[\n{"a":1}] x\n{"a":2}', [{ a: 1 }], { "broken JSON array": 1 }],
  [
    "an element that lost a quote costs only its own line",
    '[\n{"a":"x},\n{"a":2}\n]',
    [{ a: 2 }],
    { "not valid JSON": 1, "broken JSON array": 1 },
  ],
  [
    "a bad element costs only itself",
    '[\n{"a":tru},\n{"a":2},\nnul,\n{"a":4}]',
    [{ a: 2 }, { a: 4 }],
    { "not valid JSON": 2 },
  ],
  [
    "a bad line costs only itself",
    '{"a":1}\n{"a":}\nx\n{"a":4}',
    [{ a: 1 }, { a: 4 }],
    { "not valid JSON": 2 },
  ],
  [
    "rows are unwrapped once",
    '{"id":"1","payload":{"a":1,"payload":{"a":2}}}\n{"payload":[1]}',
    [{ a: 1, payload: { a: 2 } }, { payload: [1] }],
  ],
];
for (const [description, text, events, skipped = {}] of readings) {
  test(description, async () => {
    assert.deepEqual(await readInAnyChunks(text), { events, skipped });
  });
}

test("bytes that aren't UTF-8 cost only their line", async () => {
  const overlong = Buffer.from([0x22, 0xc0, 0xaf, 0x22]);
  const surrogate = Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]);
  const text = Buffer.concat([
    Buffer.from('"ä"\n'),
    overlong,
    Buffer.from("\n"),
    surrogate,
    Buffer.from('\n"€"\n'),
  ]);
  assert.deepEqual(await readInAnyChunks(text), { events: ["ä", "€"], skipped: { "not valid UTF-8": 2 } });
});

test("a value may be nested as deep as it likes", async () => {
  const { events, skipped } = await read(`{"a":${"[".repeat(1_000_000)}${"]".repeat(1_000_000)}}\n{"a":1}`);
  assert.equal(events.length, 2);
  assert.deepEqual(skipped, {});
});

test("a format that shows only after a long first line is found", async () => {
  const long = JSON.stringify({ a: "x".repeat(300_000) });
  assert.equal((await read(`[${long},\n${long}]`, 1000)).events.length, 2);
  assert.equal((await read(`[${long}]\n${long}`, 1000)).events.length, 2);
  assert.deepEqual((await read(`[${long}\n${long}`, 1000)).skipped, { "not valid JSON": 1 });
});

test("a line and an element beyond the limit are errors that say where", async () => {
  for (const [begin, where] of [
    ['{"a":1}\n"', /standard input: line 2 is longer/],
    ['[1,\n"', /element at line 2 is longer/],
  ] as const) {
    const stdin = endless(begin);
    await assert.rejects(listOf(readEvents("-", { stdin })), (error) => {
      assert.ok(error instanceof ReadError);
      assert.match(error.message, where);
      return true;
    });
  }
});

test("strict names every bad line, and reads to the end first", async () => {
  const text = ['{"a":1}', "x", "", '{"a":', '"\\x"', '{"a":2}'].join("\n");
  const seen: unknown[] = [];
  const reading = (async () => {
    for await (const event of readEvents("-", { stdin: streamOf(text), strict: true })) seen.push(event);
  })();
  await assert.rejects(reading, (error) => {
    assert.ok(error instanceof StrictError);
    assert.equal(error.total, 3);
    assert.deepEqual(
      error.lines,
      [2, 4, 5].map((line) => `standard input:${line}: not valid JSON`),
    );
    return true;
  });
  assert.deepEqual(seen, [{ a: 1 }, { a: 2 }]);
});

test("strict names the first ten bad lines and the number of the others", async () => {
  const stdin = streamOf("x\n".repeat(25));
  await assert.rejects(
    listOf(readEvents("-", { stdin, strict: true })),
    /^StrictError: 25 bad lines:[^]*input:10: [^]*and 15 more$/,
  );
});

test("strict names the line that a bad element begins on", async () => {
  const stdin = streamOf('[\n{"a":1},\n\n{"a":\n}, {"a":2}\n{"a":3}\n] x');
  await assert.rejects(listOf(readEvents("-", { stdin, strict: true })), (error) => {
    assert.ok(error instanceof StrictError);
    assert.deepEqual(error.lines, [
      "standard input:4: not valid JSON",
      "standard input:6: broken JSON array",
      "standard input:7: broken JSON array",
    ]);
    return true;
  });
});

/** More than any limit allows, without ever ending the value. */
function* endlessPieces(begin: string): Generator<Buffer, void, undefined> {
  yield Buffer.from(begin);
  const piece = Buffer.alloc(1024 * 1024, "x");
  for (let bytes = 0; bytes <= maxTextBytes; bytes += piece.length) yield piece;
}

async function* endless(begin: string): AsyncGenerator<Buffer, void, undefined> {
  yield* endlessPieces(begin);
}
