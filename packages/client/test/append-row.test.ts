import assert from "node:assert/strict";
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { appendRow } from "../src/append-row.ts";
import { fs } from "../src/built-ins.ts";
import { destinationDir } from "../src/destination.ts";
import { flushSpool } from "../src/flush-spool.ts";
import { maxSegmentBytes, maxSpoolBytes } from "../src/limits.ts";
import { parseRow } from "../src/parse-row.ts";
import { listSegments, localDir, openPath, readWaiting, sealOpenSegment } from "../src/segment.ts";
import { uuidV7 } from "../src/uuid.ts";
import { startRowServer } from "./row-server.ts";
import { makeStateFolder } from "./state-folder.ts";

function row(text: string = ""): string {
  return JSON.stringify({ id: uuidV7(), payload: { name: "tool", developer: "d", text } });
}

test("a row is a line of the open segment, which only its owner may read", () => {
  using state = makeStateFolder();
  const dir = localDir(state.path);
  const rows = [row(), row()];
  for (const each of rows) appendRow(dir, each);
  assert.deepEqual(readWaiting(dir), rows);
  if (process.platform === "win32") return;
  assert.equal(statSync(openPath(dir)).mode & 0o777, 0o600);
  assert.equal(statSync(dir).mode & 0o777, 0o700);
});

test("a line that another process left torn spoils no other", () => {
  using state = makeStateFolder();
  const dir = localDir(state.path);
  appendRow(dir, row("before"));
  appendFileSync(openPath(dir), '{"id":"torn","payl');
  const after = row("after");
  appendRow(dir, after);
  const lines = readWaiting(dir);
  assert.equal(lines.length, 3);
  assert.equal(lines[2], after);
  assert.equal(parseRow(lines[1] ?? ""), undefined);
});

test("a recorder goes on with a new segment after a flusher sealed the open one", () => {
  using state = makeStateFolder();
  const dir = localDir(state.path);
  const rows = [row("1"), row("2")];
  appendRow(dir, rows[0] ?? "");
  sealOpenSegment(dir);
  appendRow(dir, rows[1] ?? "");
  assert.deepEqual(readWaiting(dir), rows);
  assert.equal(readdirSync(dir).length, 2);
});

test("a segment that a recorder has made but not yet written to is left to it", () => {
  using state = makeStateFolder();
  const dir = localDir(state.path);
  mkdirSync(dir, { recursive: true });
  writeFileSync(openPath(dir), "");
  sealOpenSegment(dir);
  assert.deepEqual(readdirSync(dir), ["open.ndjson"]);
});

test("a segment that is large enough is sealed", () => {
  using state = makeStateFolder();
  const dir = localDir(state.path);
  const large = row("x".repeat(60_000));
  for (let bytes = 0; bytes <= maxSegmentBytes; bytes += large.length) appendRow(dir, large);
  assert.equal(readdirSync(dir).includes("open.ndjson"), false);
  assert.equal(readdirSync(dir).length, 1);
});

test("a full spool drops its oldest events and says how many, also after it dropped such a count", () => {
  using state = makeStateFolder();
  const dir = localDir(state.path);
  const recorded = new Set<string>();
  // Twice what fits, so that counts of the first half are dropped with the second.
  for (let bytes = 0; bytes < 2 * maxSpoolBytes; bytes += 60_000) {
    const each = row("x".repeat(60_000));
    recorded.add(each);
    appendRow(dir, each);
  }
  const waiting = readWaiting(dir);
  const kept = waiting.filter((line) => recorded.has(line));
  const dropped = waiting
    .map((line) => parseRow(line)?.payload)
    .filter((event) => event?.name === "astrolabe-dropped")
    .reduce((sum, event) => sum + Number(event?.["count"]), 0);
  assert.ok(dropped > 0);
  assert.equal(kept.length + dropped, recorded.size);
  assert.deepEqual(kept, [...recorded].slice(dropped));
  const bytes = readdirSync(dir).reduce((sum, name) => sum + statSync(join(dir, name)).size, 0);
  assert.ok(bytes <= maxSpoolBytes + maxSegmentBytes);
});

test("a full disk is an error, not a lost row that passes for a recorded one", (context) => {
  if (process.platform !== "linux") {
    context.skip("/dev/full is Linux's");
    return;
  }
  using state = makeStateFolder();
  const dir = localDir(state.path);
  mkdirSync(dir, { recursive: true });
  symlinkSync("/dev/full", openPath(dir));
  assert.throws(() => appendRow(dir, row()), /ENOSPC/);
});

test("files that are not segments are left alone, whatever their name", () => {
  using state = makeStateFolder();
  const dir = localDir(state.path);
  appendRow(dir, row());
  const foreign = join(dir, "notes.txt");
  writeFileSync(foreign, "mine");
  mkdirSync(join(dir, `${uuidV7()}.ndjson`));
  symlinkSync(foreign, join(dir, `${uuidV7()}.ndjson`));
  sealOpenSegment(dir);
  assert.equal(readWaiting(dir).length, 1);
  assert.equal(listSegments(dir).length, 1);
  assert.equal(readFileSync(foreign, "utf8"), "mine");
});

for (const moment of ["before", "after"]) {
  test(`a row that meets a flusher ${moment} its write is written again, and counts once`, async () => {
    using state = makeStateFolder();
    await using server = await startRowServer();
    const dir = destinationDir(state.path, server.url);
    appendRow(dir, row("first"));
    const { writeSync } = fs;
    const flushing = Promise.withResolvers<unknown>();
    // Where the recorder stands still for a moment, the segment is sealed; where it has not yet written, even read.
    const meet = (fd: number, line: Buffer): number => {
      Object.assign(fs, { writeSync });
      const written = moment === "after" ? writeSync(fd, line) : 0;
      sealOpenSegment(dir);
      flushing.resolve(flushSpool({ stateDir: state.path, url: server.url }));
      return moment === "after" ? written : writeSync(fd, line);
    };
    Object.assign(fs, { writeSync: meet });
    try {
      appendRow(dir, row("second"));
    } finally {
      Object.assign(fs, { writeSync });
    }
    await flushing.promise;
    await flushSpool({ stateDir: state.path, url: server.url });
    const texts = [...server.table.values()].map(({ payload }) => payload["text"]);
    assert.deepEqual(texts, ["first", "second"]);
    assert.deepEqual(readWaiting(dir), []);
  });
}

test("a row whose segment is sealed under it again and again is an error, not a recorder that never ends", () => {
  using state = makeStateFolder();
  const dir = localDir(state.path);
  appendRow(dir, row("first"));
  const { fstatSync } = fs;
  Object.assign(fs, {
    fstatSync: (fd: number) => {
      sealOpenSegment(dir);
      return fstatSync(fd);
    },
  });
  try {
    assert.throws(() => appendRow(dir, row("second")), /sealed 10 times/);
  } finally {
    Object.assign(fs, { fstatSync });
  }
});
