import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { appendRow } from "../src/append-row.ts";
import { destinationDir } from "../src/destination.ts";
import { dropExcess } from "../src/drop-excess.ts";
import type { Event } from "../src/event.ts";
import { flushSpool } from "../src/flush-spool.ts";
import { claimMs, maxSpoolAgeMs, maxSpoolEvents } from "../src/limits.ts";
import { parseRow } from "../src/parse-row.ts";
import { listSegments, localDir, openPath, readWaiting, sealOpenSegment } from "../src/segment.ts";
import { uuidV7 } from "../src/uuid.ts";
import { startRowServer } from "./row-server.ts";
import { makeStateFolder } from "./state-folder.ts";

const row = (n: number): string =>
  JSON.stringify({ id: uuidV7(), payload: { name: "tool", developer: "d", n } });

function rows(count: number): string[] {
  return Array.from({ length: count }, (_, n) => row(n));
}

/** A sealed segment of that age. */
function writeSegment(dir: string, lines: readonly string[], ageMs: number = 0): string {
  mkdirSync(dir, { recursive: true });
  const id = uuidV7(Date.now() - ageMs);
  writeFileSync(join(dir, `${id}.ndjson`), lines.map((line) => `\n${line}\n`).join(""));
  return id;
}

function countsIn(lines: readonly string[]): Event[] {
  return lines
    .flatMap((line) => parseRow(line)?.payload ?? [])
    .filter(({ name }) => name === "astrolabe-dropped");
}

const append = (dir: string) => ({ append: (line: string) => appendRow(dir, line) });

test("of too many events the oldest are dropped and counted, however small they are", () => {
  using state = makeStateFolder();
  const dir = localDir(state.path);
  const share = 8000;
  for (let events = 0; events <= maxSpoolEvents; events += share)
    writeSegment(dir, rows(share), 1000 - events / share);
  dropExcess(dir, append(dir));
  const waiting = readWaiting(dir);
  assert.equal(waiting.length, maxSpoolEvents + 1);
  assert.deepEqual(
    countsIn(waiting).map(({ count }) => count),
    [share],
  );
});

test("what a flusher has claimed is not dropped", () => {
  using state = makeStateFolder();
  const dir = localDir(state.path);
  const id = writeSegment(dir, rows(3), maxSpoolAgeMs + 1000);
  renameSync(join(dir, `${id}.ndjson`), join(dir, `${id}.claimed-${Date.now() + claimMs}.ndjson`));
  dropExcess(dir, { ...append(dir), maxAgeMs: maxSpoolAgeMs });
  assert.equal(readWaiting(dir).length, 3);
});

test("who dies between dropping and counting leaves the count to the next, and it counts once", async () => {
  using state = makeStateFolder();
  await using server = await startRowServer();
  const dir = destinationDir(state.path, server.url);
  const lines = rows(7);
  // One stands twice: its recorder met a seal. One is torn: it was never recorded.
  const id = writeSegment(dir, [...lines, lines[0] ?? "", '{"id":"torn']);
  const dropped = join(dir, `${id}.dropped.ndjson`);
  renameSync(join(dir, `${id}.ndjson`), dropped);

  // The first to come after it dies, too: it has recorded the count, and not removed the file.
  const died = new Error("died");
  assert.throws(
    () =>
      dropExcess(dir, {
        append: (line) => {
          appendRow(dir, line);
          throw died;
        },
      }),
    died,
  );
  assert.ok(existsSync(dropped));
  const report = await flushSpool({ stateDir: state.path, url: server.url });
  assert.ok(!existsSync(dropped));
  assert.deepEqual([report.sent + report.duplicate, report.waiting], [1, 0]);
  assert.deepEqual(
    [...server.table.values()].map((stored) => [stored.id, stored.payload["name"], stored.payload["count"]]),
    [[id, "astrolabe-dropped", 7]],
  );
});

test("the count of what was dropped goes with the next batch, and is no run", async () => {
  using state = makeStateFolder();
  await using server = await startRowServer();
  const dir = destinationDir(state.path, server.url);
  for (let n = 0; n < 6; n++) writeSegment(dir, rows(8000), 10 - n);
  await flushSpool({ stateDir: state.path, url: server.url, deadlineMs: 60_000 });
  const [count, ...others] = [...server.table.values()].filter(({ payload }) => payload["name"] !== "tool");
  assert.deepEqual(others, []);
  const { name, developer, count: events, end_ts: endTs, ...rest } = count?.payload ?? {};
  assert.deepEqual([name, developer, events, rest], ["astrolabe-dropped", "d", 8000, {}]);
  assert.ok(typeof endTs === "number");
  assert.equal(server.table.size, 40_001);
});

test("what is too old gets its chance to be sent, and is dropped only then", async () => {
  using state = makeStateFolder();
  let isDown = false;
  await using server = await startRowServer(() => (isDown ? { status: 503 } : undefined));
  const dir = destinationDir(state.path, server.url);
  const flush = (): Promise<{ readonly waiting: number }> =>
    flushSpool({ stateDir: state.path, url: server.url, ignoreBackoff: true });
  writeSegment(dir, rows(2), maxSpoolAgeMs + 1000);
  await flush();
  assert.equal(server.table.size, 2);

  isDown = true;
  writeSegment(dir, rows(3), maxSpoolAgeMs + 1000);
  writeSegment(dir, rows(4), maxSpoolAgeMs - 60_000);
  assert.equal((await flush()).waiting, 5);
  isDown = false;
  await flush();
  assert.deepEqual(
    [...server.table.values()].flatMap(({ payload }) => payload["count"] ?? []),
    [3],
  );
  assert.equal(server.table.size, 2 + 4 + 1);
});

test("what a process left that died while it replaced a file is removed, when it is old enough", async () => {
  using state = makeStateFolder();
  await using server = await startRowServer();
  const dir = destinationDir(state.path, server.url);
  appendRow(dir, row(1));
  // Of one that has ended, and of this one, which may just be about to use it.
  const { pid } = spawnSync(process.execPath, ["--version"]);
  const mine = `backoff.json.${process.pid}.123.tmp`;
  writeFileSync(join(dir, mine), "{");
  writeFileSync(join(dir, `backoff.json.${pid}.123.tmp`), "{");
  await flushSpool({ stateDir: state.path, url: server.url });
  assert.equal(readdirSync(dir).filter((name) => name.endsWith(".tmp")).length, 2);
  const realNow = Date.now;
  try {
    Date.now = () => realNow() + 3_600_000;
    appendRow(dir, row(2));
    await flushSpool({ stateDir: state.path, url: server.url });
  } finally {
    Date.now = realNow;
  }
  assert.deepEqual(readdirSync(dir), ["backoff.json", mine]);
});

test("a segment of which nothing was sent is given back without a byte written", async () => {
  using state = makeStateFolder();
  await using server = await startRowServer(() => ({ status: 503 }));
  const dir = destinationDir(state.path, server.url);
  appendRow(dir, row(1));
  sealOpenSegment(dir);
  const [before] = listSegments(dir);
  await flushSpool({ stateDir: state.path, url: server.url });
  assert.deepEqual(listSegments(dir), [before]);
  assert.ok(!existsSync(openPath(dir)));
});
