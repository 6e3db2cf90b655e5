import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { type Mood, startFlakyProxy } from "./flaky-proxy.ts";
import { type Ended, runCommand, startCommand } from "./run-command.ts";
import { readTable, type Served, serveCollector } from "./serve-collector.ts";
import { tempFolder } from "./temp-folder.ts";

const noonSunday = Date.UTC(2026, 10, 22, 12) / 1000;
const weekSeconds = 7 * 86_400;

interface Run {
  readonly developer: string;
  /** Before the 47th week of 2026. */
  readonly weeksAgo: number;
}

function ndjson(runs: readonly Run[]): string {
  const events = runs.map(({ developer, weeksAgo }) => ({
    name: "ai-do",
    developer,
    exit_code: 0,
    end_ts: noonSunday - weeksAgo * weekSeconds,
  }));
  return events.map((event) => `${JSON.stringify(event)}\n`).join("");
}

interface UploadOptions {
  readonly url?: string;
  readonly token?: string;
  readonly args?: readonly string[];
}

/** `nsm-upload` of the runs to the collector, or to the URL in front of it. */
function upload(served: Served, runs: readonly Run[], options: UploadOptions = {}): Promise<Ended> {
  const env = { EVENTS_URL: options.url ?? served.url, EVENTS_TOKEN: options.token ?? served.serviceKey };
  return runCommand("nsm-upload", ["-", ...(options.args ?? [])], { env, stdin: ndjson(runs) });
}

interface WeeklyPayload {
  readonly name: string;
  readonly task: string;
  readonly week: string;
  readonly generated_at: number;
  readonly totals: Record<string, number>;
}

async function storedRows(served: Served): Promise<WeeklyPayload[]> {
  const rows = await readTable<{ payload: WeeklyPayload }>(served.url, served.serviceKey, "id.asc");
  return rows.map(({ payload }) => payload);
}

/** The valid totals: for a week, those of its newest row. */
async function validTotals(served: Served): Promise<Record<string, Record<string, number>>> {
  const rows = (await storedRows(served)).toSorted((a, b) => a.generated_at - b.generated_at);
  return Object.fromEntries(rows.map(({ week, totals }) => [week, totals]));
}

const threeWeeks: readonly Run[] = [
  { developer: "ada", weeksAgo: 0 },
  { developer: "ada", weeksAgo: 0 },
  { developer: "bob", weeksAgo: 0 },
  { developer: "bob", weeksAgo: 1 },
  { developer: "ada", weeksAgo: 2 },
];

const threeWeeksTotals = {
  "2026-W45": { ada: 1 },
  "2026-W46": { bob: 1 },
  "2026-W47": { ada: 2, bob: 1 },
};

test("an upload posts a row a week, and run again it changes nothing", async (t) => {
  const served = await serveCollector(t);
  assert.deepEqual(await upload(served, threeWeeks), {
    code: 0,
    stdout: `ai-do: 3 posted, 0 unchanged, to ${served.url}\n`,
    stderr: "",
  });
  const before = await storedRows(served);
  assert.deepEqual(await validTotals(served), threeWeeksTotals);
  assert.deepEqual(new Set(before.map(({ name, task }) => `${name} ${task}`)), new Set(["nsm-weekly ai-do"]));

  assert.deepEqual(await upload(served, threeWeeks, { args: ["--json"] }), {
    code: 0,
    stdout: `${JSON.stringify({ destination: served.url, table: "events", task: "ai-do", posted: 0, unchanged: 3 })}\n`,
    stderr: "",
  });
  assert.deepEqual(await storedRows(served), before);
});

test("a week that changed is posted again, also when it changes back", async (t) => {
  const served = await serveCollector(t);
  const less = threeWeeks.slice(1);
  for (const [runs, posted, ada] of [
    [threeWeeks, 3, 2],
    [less, 1, 1],
    [threeWeeks, 1, 2],
    [less, 1, 1],
  ] as const) {
    const { stdout } = await upload(served, runs);
    assert.equal(stdout, `ai-do: ${posted} posted, ${3 - posted} unchanged, to ${served.url}\n`);
    assert.equal((await validTotals(served))["2026-W47"]?.["ada"], ada);
  }
});

test("a key that may only add uploads too, and run again changes nothing", async (t) => {
  const served = await serveCollector(t);
  const first = await upload(served, threeWeeks, { token: served.anonKey });
  assert.equal(first.code, 0, first.stderr);
  const again = await upload(served, threeWeeks, { token: served.anonKey });
  assert.equal(again.stdout, `ai-do: 0 posted, 3 unchanged, to ${served.url}\n`);
  assert.match(again.stderr, /may read nothing/);
  assert.equal((await storedRows(served)).length, 3);
  const partly = await upload(served, [...threeWeeks, { developer: "eve", weeksAgo: 1 }], {
    token: served.anonKey,
  });
  assert.equal(partly.stdout, `ai-do: 1 posted, 2 unchanged, to ${served.url}\n`);
});

test("without a source the runs at EVENTS_URL are counted, and the rows of uploads are no runs", async (t) => {
  const served = await serveCollector(t);
  const env = { EVENTS_URL: served.url, EVENTS_TOKEN: served.serviceKey };
  const answer = await fetch(served.url, {
    method: "POST",
    headers: { "Content-Type": "application/json", apikey: served.anonKey },
    body: JSON.stringify([{ payload: { name: "ai-do", developer: "ada", exit_code: 0, ts: noonSunday } }]),
  });
  assert.equal(answer.status, 201);
  for (const posted of [1, 0]) {
    const { stdout } = await runCommand("nsm-upload", [], { env });
    assert.equal(stdout, `ai-do: ${posted} posted, ${1 - posted} unchanged, to ${served.url}\n`);
  }
});

test("a destination that ends in /nsm gets a row a week and developer, in place of the one it had", async (t) => {
  const served = await serveCollector(t);
  const args = ["--dest", served.nsmUrl];
  assert.equal((await upload(served, threeWeeks.slice(1), { args })).code, 0);
  const { stdout } = await upload(served, threeWeeks, { args });
  assert.equal(stdout, `ai-do: 4 posted, 0 unchanged, to ${served.nsmUrl}\n`);
  await upload(served, threeWeeks, { args });
  assert.deepEqual(await readTable(served.nsmUrl, served.serviceKey, "week.asc,developer.asc"), [
    { task: "ai-do", week: "2026-W45", developer: "ada", successful_runs: 1 },
    { task: "ai-do", week: "2026-W46", developer: "bob", successful_runs: 1 },
    { task: "ai-do", week: "2026-W47", developer: "ada", successful_runs: 2 },
    { task: "ai-do", week: "2026-W47", developer: "bob", successful_runs: 1 },
  ]);
});

test("NSM_URL is the destination, and --dest is stronger", async (t) => {
  const served = await serveCollector(t);
  const env = { NSM_URL: served.nsmUrl, EVENTS_URL: served.url, EVENTS_TOKEN: served.serviceKey };
  const stdin = ndjson(threeWeeks);
  assert.match((await runCommand("nsm-upload", ["-"], { env, stdin })).stdout, /\/nsm\n$/);
  assert.match(
    (await runCommand("nsm-upload", ["-", "--dest", served.url], { env, stdin })).stdout,
    /\/events\n$/,
  );
});

test("--dry-run prints the rows that would be posted and posts nothing", async (t) => {
  const served = await serveCollector(t);
  await upload(served, threeWeeks.slice(3));
  const { code, stdout } = await upload(served, threeWeeks, { args: ["--dry-run"] });
  assert.equal(code, 0);
  const row: { payload: WeeklyPayload } = JSON.parse(stdout); // one line: one row
  assert.deepEqual(row.payload.totals, { ada: 2, bob: 1 });
  assert.equal((await storedRows(served)).length, 2);

  const toNsm = await upload(served, threeWeeks.slice(4), { args: ["--dry-run", "--dest", served.nsmUrl] });
  assert.equal(toNsm.stdout, '{"task":"ai-do","week":"2026-W45","developer":"ada","successful_runs":1}\n');
  assert.deepEqual(await readTable(served.nsmUrl, served.serviceKey, "week"), []);
});

test("--dry-run needs no destination", async () => {
  const { code, stdout } = await runCommand("nsm-upload", ["-", "--dry-run"], { stdin: ndjson(threeWeeks) });
  assert.deepEqual({ code, lines: stdout.trimEnd().split("\n").length }, { code: 0, lines: 3 });
});

async function uploadThrough(
  t: TestContext,
  moods: readonly Mood[],
): Promise<{ served: Served; ended: Ended; posts: number }> {
  const served = await serveCollector(t);
  const proxy = await startFlakyProxy(t, served.url, moods);
  const ended = await upload(served, threeWeeks, { url: proxy.url });
  return { served, ended, posts: proxy.posts() };
}

test("a server that is busy at first is asked again", async (t) => {
  const { served, ended } = await uploadThrough(t, [503, 429]);
  assert.equal(ended.code, 0, ended.stderr);
  assert.match(ended.stderr, /HTTP 503; trying again/);
  assert.deepEqual(await validTotals(served), threeWeeksTotals);
});

test("an answer that is lost after the rows were stored does not store them twice", async (t) => {
  const { served, ended } = await uploadThrough(t, ["cut"]);
  assert.match(ended.stdout, /^ai-do: 0 posted, 3 unchanged/);
  assert.equal((await storedRows(served)).length, 3);
});

test("a server that stays busy makes the upload fail with the reason, after retries", async (t) => {
  const { served, ended, posts } = await uploadThrough(t, [503, 503, 503, 503, 503, 503, 503]);
  assert.deepEqual({ code: ended.code, stdout: ended.stdout, posts }, { code: 1, stdout: "", posts: 5 });
  assert.match(ended.stderr, /could not upload to .* after 5 tries: HTTP 503/);
  assert.ok(!ended.stderr.includes(served.serviceKey));
});

test("a key that may not write is explained, and never printed", async (t) => {
  const served = await serveCollector(t);
  const args = ["--dest", served.nsmUrl];
  const { code, stdout, stderr } = await upload(served, threeWeeks, { args, token: served.anonKey });
  assert.deepEqual({ code, stdout }, { code: 1, stdout: "" });
  assert.match(stderr, /status 401.*EVENTS_TOKEN must be a key that may write/s);
  assert.ok(!stderr.includes(served.anonKey));
});

test("no destination, or one that is no URL, is wrong usage", async () => {
  assert.equal((await runCommand("nsm-upload", ["-"])).code, 2);
  const { code, stderr } = await runCommand("nsm-upload", ["-", "--dest", "nowhere"]);
  assert.equal(code, 2);
  assert.match(stderr, /no http\(s\) URL: nowhere/);
});

test("an upload that was killed before it knew what was stored comes right when it is run again", async (t) => {
  const served = await serveCollector(t);
  const proxy = await startFlakyProxy(t, served.url, ["forward", "hold"]);
  const path = join(await tempFolder(t), "events.ndjson");
  await writeFile(
    path,
    ndjson(Array.from({ length: 1200 }, (_, index) => ({ developer: "ada", weeksAgo: index }))),
  );
  const env = { EVENTS_URL: proxy.url, EVENTS_TOKEN: served.anonKey };
  const child = startCommand("nsm-upload", [path], { env });
  const exited = once(child, "exit");
  await proxy.holding;
  child.kill("SIGKILL");
  await exited;

  // The anon key sees nothing of what is there, so this goes through the conflicts of two batches.
  const second = await runCommand("nsm-upload", [path], { env });
  assert.equal(second.stdout, `ai-do: 200 posted, 1000 unchanged, to ${proxy.url}\n`, second.stderr);
  const third = await runCommand("nsm-upload", [path], { env: { ...env, EVENTS_TOKEN: served.serviceKey } });
  assert.equal(third.stdout, `ai-do: 0 posted, 1200 unchanged, to ${proxy.url}\n`, third.stderr);
});
