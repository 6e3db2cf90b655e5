import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { isoWeek, type Report } from "@astrolabe/metric";
import { runCommand } from "./run-command.ts";
import { post, readTable, serveCollector, type Served } from "./serve-collector.ts";

const dayMs = 86_400_000;
const nowMs = Date.now();
const week = isoWeek(nowMs);

function ranAt(ms: number): object {
  return { payload: { name: "ai-do", developer: "ada", exit_code: 0, end_ts: ms / 1000, seq: 4 } };
}

async function storedEvents({ url, serviceKey }: Served): Promise<Record<string, unknown>[]> {
  const rows = await readTable<{ payload: Record<string, unknown> }>(url, serviceKey, "received_at");
  return rows.map(({ payload }) => payload);
}

/** A collector whose clock is ahead. */
function later(shiftMs: number): { readonly env: Record<string, string> } {
  const preload = new URL("moved-clock.js", import.meta.url).href;
  return { env: { NODE_OPTIONS: `--import=${preload}`, CLOCK_SHIFT_MS: String(shiftMs) } };
}

async function rejectedRows({ url }: Served): Promise<string[]> {
  const text = await (await fetch(new URL("/metrics", url))).text();
  return text.split("\n").filter((line) => line.startsWith('astrolabe_rows_total{outcome="rejected"'));
}

test("serve --pseudonyms weekly: another name each week, the same after a restart, until the key is destroyed", async (t) => {
  const args = ["--pseudonyms", "weekly"];
  const first = await serveCollector(t, { args });
  const { dataDir } = first;
  await post(first, [ranAt(nowMs), ranAt(nowMs - 7 * dayMs)]);
  await first.stop();

  const keys = join(dataDir, "pseudonym-keys");
  const path = join(keys, `${week}.key`);
  assert.equal((await stat(keys)).mode & 0o777, 0o700);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  const digest = createHash("sha256")
    .update(Buffer.from((await readFile(path, "utf8")).trim(), "hex"))
    .digest("hex");

  const second = await serveCollector(t, { args, dataDir });
  await post(second, [ranAt(nowMs)]);
  const events = await storedEvents(second);
  const namesAt = (ms: number): unknown[] =>
    events.filter(({ end_ts }) => end_ts === ms / 1000).map(({ developer }) => developer);
  const [name, again] = namesAt(nowMs);
  const [before] = namesAt(nowMs - 7 * dayMs);
  assert.equal(again, name);
  assert.notEqual(before, name);
  for (const event of events) {
    assert.ok(!("seq" in event));
    assert.equal(event["pseudonyms"], "weekly");
  }
  await second.stop();

  // Seven weeks on, both weeks are closed.
  const third = await serveCollector(t, { args, dataDir, ...later(49 * dayMs) });
  assert.deepEqual(await readdir(keys), ["closed-weeks.ndjson"]);
  assert.match(
    await readFile(join(keys, "closed-weeks.ndjson"), "utf8"),
    new RegExp(`"week":"${week}","event":"destroyed","at":"[^"]+","key_sha256":"${digest}"`),
  );
  await assert.rejects(post(third, [ranAt(nowMs)]), /^Error: 400 .*is closed/);
  assert.deepEqual(await rejectedRows(third), [
    'astrolabe_rows_total{outcome="rejected",reason="week_closed"} 1',
  ]);
  await third.stop();

  // The clock was wrong: the weeks stay closed, and what is stored is counted as before.
  const fourth = await serveCollector(t, { args, dataDir });
  await assert.rejects(post(fourth, [ranAt(nowMs)]), /^Error: 400 .*is closed/);
  const counted = await runCommand("nsm-stats", [fourth.url], { env: { EVENTS_TOKEN: fourth.serviceKey } });
  assert.deepEqual(
    counted.stdout.split("\n").toSorted().filter(Boolean),
    [`${String(name)},${week},2`, `${String(before)},${isoWeek(nowMs - 7 * dayMs)},1`].toSorted(),
    counted.stderr,
  );
});

test("a report of a collector with weekly pseudonyms says what is not known", async (t) => {
  const served = await serveCollector(t, { args: ["--pseudonyms", "weekly"] });
  await post(served, [ranAt(nowMs), ranAt(nowMs - 7 * dayMs), ranAt(nowMs - 14 * dayMs)]);
  const env = { EVENTS_TOKEN: served.serviceKey };
  const args = ["report", served.url, "--min-group", "1", "--json"];
  const { stdout, stderr } = await runCommand("astrolabe", args, { env });
  const report: Report = JSON.parse(stdout);
  const [first, last] = report.weeks;
  assert.deepEqual(
    [report.linkable, first?.active_developers.value, last?.new.why, report.retention],
    [false, 1, "not known", []],
    stderr,
  );
});

test("serve --pseudonyms stable: one name for all weeks; and without the flag it does not start again", async (t) => {
  const served = await serveCollector(t, { args: ["--pseudonyms", "stable"] });
  await post(served, [ranAt(nowMs), ranAt(nowMs - 7 * dayMs), ranAt(Date.UTC(2020, 0, 6))]);
  const names = (await storedEvents(served)).map(({ developer }) => developer);
  assert.equal(new Set(names).size, 1);
  assert.match(String(names[0]), /^[0-9a-f]{32}$/);
  await served.stop();

  const env = { ASTROLABE_DATA_DIR: served.dataDir };
  const { code, stdout, stderr } = await runCommand("astrolabe", ["serve", "--port", "0"], { env });
  assert.deepEqual({ code, stdout }, { code: 1, stdout: "" });
  assert.match(stderr, /Start it with --pseudonyms weekly or stable, or take that folder away/);
  const wrong = await runCommand("astrolabe", ["serve", "--pseudonyms", "daily"], { env });
  assert.equal(wrong.code, 2);
});
