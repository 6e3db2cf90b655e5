import assert from "node:assert/strict";
import { appendFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readLastSend } from "../src/backoff.ts";
import { destinationDir } from "../src/destination.ts";
import { flushSpool, type FlushReport } from "../src/flush-spool.ts";
import { listSegments, openPath, readWaiting, sealOpenSegment } from "../src/segment.ts";
import { readSpool } from "../src/read-spool.ts";
import { recordEvent } from "../src/telemetry.ts";
import { startRowServer, type Row, type RowServer } from "./row-server.ts";
import { makeStateFolder } from "./state-folder.ts";

/** Records so many events, without starting a flusher. */
async function recordMany(stateDir: string, url: string, count: number): Promise<void> {
  const env = { EVENTS_ENABLED: "1", EVENTS_URL: url, ASTROLABE_FLUSHER: "none" };
  for (let n = 0; n < count; n++) assert.ok(await recordEvent("tool", { n }, { env, stateDir, argv: [] }));
}

function flush(stateDir: string, { url }: RowServer, deadlineMs?: number): Promise<FlushReport> {
  return flushSpool({ stateDir, url, ignoreBackoff: true, deadlineMs });
}

const toRow = (line: string): Row => JSON.parse(line);
const numberOf = (row: Row): unknown => row.payload["n"];

test("what waits is sent, remembered, and no longer waits", async () => {
  using state = makeStateFolder();
  await using server = await startRowServer();
  await recordMany(state.path, server.url, 250);
  const report = await flush(state.path, server);
  assert.deepEqual(report, {
    sent: 250,
    duplicate: 0,
    quarantined: 0,
    waiting: 0,
    outcome: { kind: "accepted" },
    notBeforeMs: undefined,
  });
  assert.deepEqual([...server.table.values()].map(numberOf), [...Array.from({ length: 250 }).keys()]);
  const spool = readSpool(state.path);
  assert.deepEqual(spool.sent.map(toRow), [...server.table.values()]);
  assert.deepEqual(spool.destinations[0]?.waiting, []);
});

test("an empty spool is nothing to do", async () => {
  using state = makeStateFolder();
  await using server = await startRowServer();
  assert.deepEqual(await flush(state.path, server), { sent: 0, duplicate: 0, quarantined: 0, waiting: 0 });
  assert.deepEqual(readdirSync(state.path), []);
});

test("an event goes to the URL for which it was recorded, and to no other", async () => {
  using state = makeStateFolder();
  await using first = await startRowServer();
  await using second = await startRowServer();
  await recordMany(state.path, first.url, 2);
  await recordMany(state.path, second.url, 3);
  await flush(state.path, second);
  assert.deepEqual([first.table.size, second.table.size], [0, 3]);
  await flush(state.path, first);
  assert.deepEqual([first.table.size, second.table.size], [2, 3]);
});

test("a batch that arrived, but whose answer was lost, is sent again and changes nothing", async () => {
  using state = makeStateFolder();
  await using server = await startRowServer((_rows, count) => (count === 1 ? "lose" : undefined));
  await recordMany(state.path, server.url, 5);
  const first = await flush(state.path, server);
  assert.equal(first.outcome?.kind, "retryable");
  assert.equal(first.waiting, 5);
  const second = await flush(state.path, server);
  assert.deepEqual([second.sent, second.duplicate, second.waiting], [0, 5, 0]);
  assert.equal(server.table.size, 5);
});

test("a row that the server refuses is set aside with its answer, and the others arrive", async () => {
  using state = makeStateFolder();
  await using server = await startRowServer((rows) =>
    rows.some((row) => numberOf(row) === 13) ? { status: 400, body: '{"code":"23514"}' } : undefined,
  );
  await recordMany(state.path, server.url, 40);
  const report = await flush(state.path, server);
  assert.deepEqual([report.sent, report.quarantined, report.waiting], [39, 1, 0]);
  const [aside] = readSpool(state.path).destinations[0]?.quarantined ?? [];
  assert.equal(aside?.status, 400);
  assert.equal(aside.answer, '{"code":"23514"}');
  assert.equal(numberOf(toRow(aside.row)), 13);
});

for (const status of [401, 403, 404, 405, 415]) {
  test(`HTTP ${status} is about the sender, not the rows: they stay`, async () => {
    using state = makeStateFolder();
    await using server = await startRowServer(() => ({ status, body: "no" }));
    await recordMany(state.path, server.url, 10);
    const report = await flush(state.path, server);
    assert.deepEqual(report.outcome, { kind: "rejected", status, answer: "no" });
    assert.deepEqual([report.waiting, report.quarantined], [10, 0]);
    assert.equal(server.received.length, 1);
  });
}

test("after a failure nobody sends before its time, which Retry-After sets", async () => {
  using state = makeStateFolder();
  await using server = await startRowServer(() => ({ status: 503, headers: { "Retry-After": "60" } }));
  await recordMany(state.path, server.url, 3);
  const startMs = Date.now();
  const report = await flush(state.path, server);
  assert.ok((report.notBeforeMs ?? 0) >= startMs + 60_000);
  const again = await flushSpool({ stateDir: state.path, url: server.url });
  assert.deepEqual(again, {
    sent: 0,
    duplicate: 0,
    quarantined: 0,
    waiting: 3,
    notBeforeMs: report.notBeforeMs,
  });
  assert.equal(server.received.length, 1);
});

test("failures in a row are counted, and a success forgets them", async () => {
  using state = makeStateFolder();
  let isDown = true;
  await using server = await startRowServer(() => (isDown ? { status: 500 } : undefined));
  const dir = destinationDir(state.path, server.url);
  await recordMany(state.path, server.url, 3);
  for (let failures = 1; failures <= 4; failures++) {
    await flush(state.path, server);
    assert.equal(readLastSend(dir)?.failures, failures);
  }
  isDown = false;
  assert.equal((await flush(state.path, server)).sent, 3);
  assert.equal(readLastSend(dir)?.failures, 0);
  assert.equal(readLastSend(dir)?.notBeforeMs, undefined);
});

test("a time that only a clock set back explains holds nobody up", async () => {
  using state = makeStateFolder();
  await using server = await startRowServer();
  await recordMany(state.path, server.url, 1);
  const yearMs = 365 * 24 * 3600 * 1000;
  const lastSend = {
    atMs: 0,
    failures: 3,
    outcome: { kind: "retryable", reason: "x" },
    notBeforeMs: Date.now() + yearMs,
  };
  writeFileSync(join(destinationDir(state.path, server.url), "backoff.json"), JSON.stringify(lastSend));
  assert.equal((await flushSpool({ stateDir: state.path, url: server.url })).sent, 1);
});

test("a flush that has no more time stops, and keeps what it did not send", async () => {
  using state = makeStateFolder();
  await using server = await startRowServer((_rows, count) => (count > 2 ? "hang" : undefined));
  await recordMany(state.path, server.url, 350);
  const report = await flush(state.path, server, 300);
  assert.equal(report.outcome?.kind, "retryable");
  assert.deepEqual([report.sent, report.waiting], [200, 150]);
  assert.equal(readWaiting(destinationDir(state.path, server.url)).length, 150);
});

test("a segment that another flusher has claimed is left to it until its time is over", async () => {
  using state = makeStateFolder();
  await using server = await startRowServer();
  await recordMany(state.path, server.url, 2);
  const dir = destinationDir(state.path, server.url);
  const claim = (untilMs: number): void => {
    const [segment] = listSegments(dir);
    assert.ok(segment);
    renameSync(segment.path, join(dir, `${segment.id}.claimed-${untilMs}.ndjson`));
  };
  sealOpenSegment(dir);
  claim(Date.now() + 60_000);
  assert.deepEqual([(await flush(state.path, server)).sent, server.received.length], [0, 0]);
  claim(Date.now() - 1);
  assert.equal((await flush(state.path, server)).sent, 2);
});

test("a claim from a clock that was set back does not hold for ever", async () => {
  using state = makeStateFolder();
  await using server = await startRowServer();
  await recordMany(state.path, server.url, 2);
  const dir = destinationDir(state.path, server.url);
  sealOpenSegment(dir);
  const [segment] = listSegments(dir);
  assert.ok(segment);
  renameSync(segment.path, join(dir, `${segment.id}.claimed-${Date.now() + 1e10}.ndjson`));
  assert.equal((await flush(state.path, server)).sent, 2);
});

test("a torn line is set aside, and a row that stands twice is sent once", async () => {
  using state = makeStateFolder();
  await using server = await startRowServer();
  await recordMany(state.path, server.url, 2);
  const dir = destinationDir(state.path, server.url);
  const [row = ""] = readWaiting(dir);
  appendFileSync(openPath(dir), `${row}\n{"id":"torn","pay`);
  await recordMany(state.path, server.url, 1);
  const report = await flush(state.path, server);
  assert.deepEqual([report.sent, report.duplicate, report.quarantined], [3, 0, 1]);
  assert.equal(server.received.length, 1);
});

test("two flushers at once send each row once", async () => {
  using state = makeStateFolder();
  await using server = await startRowServer();
  for (let n = 0; n < 10; n++) {
    await recordMany(state.path, server.url, 20);
    sealOpenSegment(destinationDir(state.path, server.url));
  }
  const reports = await Promise.all([1, 2, 3].map(() => flush(state.path, server)));
  assert.equal(
    reports.reduce((sum, { sent }) => sum + sent, 0),
    200,
  );
  assert.deepEqual([server.table.size, server.resent], [200, 0]);
});

test("a state directory that is deleted in mid-flight is not made again", async () => {
  const state = makeStateFolder();
  await using server = await startRowServer(() => {
    state[Symbol.dispose]();
    return undefined;
  });
  await recordMany(state.path, server.url, 5);
  await assert.rejects(flush(state.path, server), { code: "ENOENT" });
  assert.throws(() => readdirSync(state.path), { code: "ENOENT" });
});

test("a history that cannot be written keeps nothing in the spool", async () => {
  using state = makeStateFolder();
  await using server = await startRowServer();
  await recordMany(state.path, server.url, 5);
  writeFileSync(join(state.path, "sent"), "a file where a folder should be");
  const report = await flush(state.path, server);
  assert.deepEqual([report.sent, report.waiting], [5, 0]);
});

test("time that is over before anything was posted is no failure of the server", async () => {
  using state = makeStateFolder();
  await using server = await startRowServer();
  await recordMany(state.path, server.url, 5);
  const report = await flush(state.path, server, 0);
  assert.deepEqual([report.waiting, report.outcome, report.notBeforeMs], [5, undefined, undefined]);
  assert.equal(readLastSend(destinationDir(state.path, server.url)), undefined);
});

test("old refused rows go when newer ones fill their place", async () => {
  using state = makeStateFolder();
  await using server = await startRowServer(() => ({ status: 422, body: "no" }));
  const env = { EVENTS_ENABLED: "1", EVENTS_URL: server.url, ASTROLABE_FLUSHER: "none" };
  const text = "x".repeat(60_000);
  for (let n = 0; n < 60; n++)
    await recordEvent("tool", { n, text }, { env, stateDir: state.path, argv: [] });
  await flush(state.path, server, 60_000);
  const kept = (readSpool(state.path).destinations[0]?.quarantined ?? []).map(({ row }) =>
    numberOf(toRow(row)),
  );
  assert.ok(kept.length >= 17 && kept.length < 60);
  assert.deepEqual(kept, [...Array.from({ length: 60 }).keys()].slice(-kept.length));
});
