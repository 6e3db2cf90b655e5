import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import * as fs from "node:fs";
import { join } from "node:path";
import { mock, test, type TestContext } from "node:test";
import { Worker } from "node:worker_threads";
import { pino } from "pino";
import { ApiError } from "../src/api-error.ts";
import { weekCloseCheckMs, weekKeyGraceMs } from "../src/limits.ts";
import { openPseudonyms } from "../src/pseudonyms/pseudonyms.ts";
import { makeKeyDir, open, tokenAt } from "./key-folder.ts";

const weekMs = 7 * 86_400_000;
/** Monday of 2026-W47, and noon of its Wednesday. */
const mondayMs = Date.UTC(2026, 10, 16);
const nowMs = mondayMs + 2.5 * 86_400_000;
const closesMs = mondayMs + weekMs + weekKeyGraceMs;

function at(t: TestContext, ms: number): void {
  mock.timers.enable({ apis: ["Date", "setInterval"], now: ms });
  t.after(() => mock.timers.reset());
}

function refusal(reason: string): (error: unknown) => boolean {
  return (error) => error instanceof ApiError && error.reason === reason && error.status === 400;
}

function closings(dir: string): { week: string; event: string; at: string; key_sha256: string }[] {
  const text = fs.readFileSync(join(dir, "closed-weeks.ndjson"), "utf8");
  return text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
}

test("keys lie in files that only their owner can read, in a folder of that kind", (t) => {
  at(t, nowMs);
  const dir = makeKeyDir(t);
  tokenAt(open(t, "weekly", dir), "ada", nowMs);
  open(t, "stable", dir);
  assert.deepEqual(fs.readdirSync(dir).toSorted(), ["2026-W47.key", "stable.key"]);
  for (const name of ["", "2026-W47.key", "stable.key"]) {
    assert.equal(fs.statSync(join(dir, name)).mode & 0o777, name === "" ? 0o700 : 0o600);
  }
  fs.chmodSync(dir, 0o750);
  assert.throws(() => open(t, "weekly", dir), /others may look into .*chmod 700/);
});

test("a developer has one name a week, the same after a restart and beside another collector", (t) => {
  at(t, nowMs);
  const dir = makeKeyDir(t);
  const collectors = [open(t, "weekly", dir), open(t, "weekly", dir)];
  const names = [...collectors, open(t, "weekly", dir)].map((one) => tokenAt(one, "ada", nowMs));
  assert.equal(new Set(names).size, 1);
  assert.match(names[0] ?? "", /^[0-9a-f]{32}$/);
  assert.notEqual(tokenAt(collectors[0]!, "ada", nowMs - weekMs), names[0]);
  assert.notEqual(tokenAt(open(t, "weekly"), "ada", nowMs), names[0], "another collector has another key");
});

test("a week's key is destroyed when the week is closed, and the log says when, and which it was", (t) => {
  at(t, nowMs);
  const dir = makeKeyDir(t);
  const logged: string[] = [];
  const logger = pino({}, { write: (line: string) => logged.push(line) });
  const pseudonyms = openPseudonyms({ kind: "weekly", dir, logger });
  t.after(() => pseudonyms.close());
  tokenAt(pseudonyms, "ada", nowMs);
  const path = join(dir, "2026-W47.key");
  // A second name of the same file shows what is left on the disk.
  fs.linkSync(path, join(dir, "leftover"));
  const digest = createHash("sha256")
    .update(Buffer.from(fs.readFileSync(path, "utf8").trim(), "hex"))
    .digest("hex");

  mock.timers.setTime(closesMs - 1);
  tokenAt(pseudonyms, "ada", nowMs);
  mock.timers.tick(1);
  assert.throws(() => tokenAt(pseudonyms, "ada", nowMs), refusal("week_closed"));
  mock.timers.tick(weekCloseCheckMs);
  assert.equal(fs.existsSync(path), false);
  assert.match(fs.readFileSync(join(dir, "leftover"), "utf8"), /^0+$/);
  const lines = closings(dir);
  assert.deepEqual(
    lines.map(({ week, event, key_sha256 }) => ({ week, event, key_sha256 })),
    [
      { week: "2026-W47", event: "closed", key_sha256: digest },
      { week: "2026-W47", event: "destroyed", key_sha256: digest },
    ],
  );
  for (const [index, line] of lines.entries()) {
    assert.ok(logged[index]?.includes(JSON.stringify(line).slice(1, -1)), logged[index]);
  }
  for (const { at: saidAt } of lines) {
    assert.ok(Date.parse(saidAt) >= closesMs && Date.parse(saidAt) <= closesMs + weekCloseCheckMs);
  }
});

test("a closed week never gets a key again, though the clock goes back and the collector starts anew", (t) => {
  at(t, nowMs);
  const dir = makeKeyDir(t);
  const first = open(t, "weekly", dir);
  tokenAt(first, "ada", nowMs);
  mock.timers.setTime(closesMs);
  open(t, "weekly", dir);
  assert.equal(closings(dir).length, 2);
  mock.timers.setTime(nowMs);
  for (const pseudonyms of [open(t, "weekly", dir), open(t, "weekly", dir)]) {
    assert.throws(() => tokenAt(pseudonyms, "ada", nowMs), refusal("week_closed"));
    assert.throws(
      () => pseudonyms.rekeyTotal({ task: "ai-do", week: "2026-W47", developer: "ada", successful_runs: 1 }),
      refusal("week_closed"),
    );
  }
  assert.deepEqual(
    fs.readdirSync(dir).filter((name) => name.startsWith("2026-W47")),
    [],
  );
});

test("what a collector that died left of a closed week is destroyed at the next start", (t) => {
  at(t, nowMs);
  const dir = makeKeyDir(t);
  tokenAt(open(t, "weekly", dir), "ada", nowMs);
  const line = { week: "2026-W47", event: "closed", at: new Date(nowMs).toISOString(), key_sha256: "digest" };
  // The second line is torn; a draft shares the key's file.
  fs.writeFileSync(join(dir, "closed-weeks.ndjson"), `\n${JSON.stringify(line)}\n\n{"week":"2026-W`);
  fs.linkSync(join(dir, "2026-W47.key"), join(dir, "2026-W47.key.one.draft"));
  const pseudonyms = open(t, "weekly", dir);
  assert.throws(() => tokenAt(pseudonyms, "ada", nowMs), refusal("week_closed"));
  assert.deepEqual(fs.readdirSync(dir), ["closed-weeks.ndjson"]);
  const said = (): string[] => fs.readFileSync(join(dir, "closed-weeks.ndjson"), "utf8").trim().split("\n");
  assert.match(said().at(-1) ?? "", /"event":"destroyed".*"key_sha256":"digest"/);

  // It died between the two: only the line is missing.
  fs.writeFileSync(join(dir, "closed-weeks.ndjson"), JSON.stringify(line));
  open(t, "weekly", dir);
  assert.match(said().at(-1) ?? "", /"event":"destroyed".*"key_sha256":"digest"/);

  // The key comes back from a backup.
  fs.writeFileSync(join(dir, "2026-W47.key"), "ab".repeat(32), { mode: 0o600 });
  const lines = said().length;
  assert.throws(() => tokenAt(open(t, "weekly", dir), "ada", nowMs), refusal("week_closed"));
  assert.deepEqual(fs.readdirSync(dir), ["closed-weeks.ndjson"]);
  assert.equal(said().length, lines);
});

test("an event from the future makes no key, and a clock that is behind refuses no week that has one", (t) => {
  at(t, nowMs);
  const dir = makeKeyDir(t);
  const pseudonyms = open(t, "weekly", dir);
  const name = tokenAt(pseudonyms, "ada", nowMs);
  tokenAt(pseudonyms, "ada", nowMs + weekMs);
  for (const ahead of [nowMs + 2 * weekMs, Date.UTC(2090, 0, 1), Date.UTC(5000, 0, 1)]) {
    assert.throws(() => tokenAt(pseudonyms, "ada", ahead), refusal("week_ahead"));
  }
  assert.equal(fs.readdirSync(dir).length, 2);
  mock.timers.setTime(Date.UTC(2020, 0, 1));
  assert.equal(tokenAt(open(t, "weekly", dir), "ada", nowMs), name);
});

test("storedPseudonyms gives the names of every week with a key, and the stable one", (t) => {
  at(t, nowMs);
  const dir = makeKeyDir(t);
  const weekly = open(t, "weekly", dir);
  const names = [nowMs, nowMs - weekMs].map((ms) => tokenAt(weekly, "ada", ms));
  assert.deepEqual(new Set(weekly.storedPseudonyms("ada")), new Set(names));
  const stable = open(t, "stable", dir);
  names.push(tokenAt(stable, "ada", nowMs));
  assert.deepEqual(new Set(stable.storedPseudonyms("ada")), new Set(names));
  assert.deepEqual(
    [weekly.isLinkable, stable.isLinkable, open(t, "stable").isLinkable],
    [false, false, true],
  );
  mock.timers.setTime(closesMs);
  assert.equal(open(t, "weekly", dir).storedPseudonyms("ada").length, 1, "the stable one");
});

test("a key that is damaged is said, and never replaced", (t) => {
  at(t, nowMs);
  const dir = makeKeyDir(t);
  open(t, "stable", dir);
  fs.writeFileSync(join(dir, "stable.key"), "00");
  assert.throws(() => open(t, "stable", dir), /stable\.key holds no key of 32 bytes/);
});

test("collectors that start at once in one folder make one key a week", async (t) => {
  const dir = makeKeyDir(t);
  const gate = new Int32Array(new SharedArrayBuffer(4));
  const moments = [0, 1, 2, 3, 4].map((weeks) => Date.now() - weeks * weekMs);
  const workers = Array.from(
    { length: 6 },
    () => new Worker(new URL("token-worker.ts", import.meta.url), { workerData: { dir, moments, gate } }),
  );
  await Promise.all(workers.map((worker) => once(worker, "message")));
  const answers = workers.map((worker) => once(worker, "message"));
  Atomics.store(gate, 0, 1);
  Atomics.notify(gate, 0);
  const names = (await Promise.all(answers)).map(([said]) => String(said));
  assert.equal(new Set(names).size, 1);
  assert.deepEqual(fs.readdirSync(dir).length, moments.length);
});
