import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { buildReport, isoWeek, listFigures, type Report } from "@astrolabe/metric";
import { assertShows, cellsWithIds } from "../../metric/test/drawn-cells.ts";
import { StoreBusyError, type EventStore } from "@astrolabe/store";
import { createReportCache } from "../src/dashboard/report-cache.ts";
import { createSessions } from "../src/dashboard/sessions.ts";
import {
  linkLifeMs,
  maxAwaitedRows,
  maxCachedReports,
  maxLateReportAgeMs,
  maxReportAgeMs,
  maxReportWaitMs,
  maxSessions,
  minReportAgeMs,
  sessionLifeMs,
} from "../src/limits.ts";
import { anonKey, post, runCollector, serviceKey, type RunningCollector } from "./running-collector.ts";

const weekMs = 7 * 86_400_000;

/** Runs of twelve developers in each of the last weeks, and in this one. */
async function sendWeeks({ fetch }: RunningCollector, weeks: number): Promise<void> {
  const rows = Array.from({ length: (weeks + 1) * 12 }, (_, index) => ({
    payload: {
      name: "ai-do",
      developer: `d${index % 12}`,
      exit_code: 0,
      end_ts: (Date.now() - Math.floor(index / 12) * weekMs) / 1000,
    },
  }));
  assert.equal((await fetch("/rest/v1/events", post(rows, { apikey: anonKey }))).status, 201);
}

async function signIn({ url, collector }: RunningCollector): Promise<string> {
  const answer = await fetch(url + collector.createSessionLink(), { redirect: "manual" });
  assert.equal(answer.status, 303);
  assert.equal(answer.headers.get("location"), "/");
  const cookie = answer.headers.get("set-cookie") ?? "";
  assert.match(cookie, /^astrolabe_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=604800$/);
  return cookie.split(";")[0] ?? "";
}

describe("the page", () => {
  test("is behind a link that works once, and a cookie", async () => {
    await using running = await runCollector();
    const { url, collector } = running;
    await sendWeeks(running, 2);
    const closed = await running.fetch("/");
    assert.equal(closed.status, 200);
    assert.equal(closed.headers.get("cache-control"), "no-store");
    const signInPage = await closed.text();
    assert.match(signInPage, /<h1>Sign in<\/h1>/);
    assert.doesNotMatch(signInPage, /data-figure|EVENTS_TOKEN/);
    const link = collector.createSessionLink();
    assert.equal((await fetch(url + link, { method: "HEAD" })).status, 200);
    const cookie =
      (await fetch(url + link, { redirect: "manual" })).headers.get("set-cookie")?.split(";")[0] ?? "";
    const again = await fetch(url + link, { redirect: "manual" });
    assert.equal(again.status, 410);
    assert.equal(again.headers.get("set-cookie"), null);
    assert.match(await again.text(), /This link was used already/);
    assert.match(await (await fetch(`${url}/`, { headers: { cookie } })).text(), /data-figure="weeks\//);
    assert.doesNotMatch(
      await (await fetch(`${url}/`, { headers: { cookie: `${cookie}x` } })).text(),
      /data-figure/,
    );
  });

  test("is open to who has the service_role key, by header or form, and to no other", async () => {
    await using running = await runCollector();
    const { url } = running;
    await sendWeeks(running, 2);
    assert.match(await (await running.fetch("/", { key: serviceKey })).text(), /data-figure/);
    assert.doesNotMatch(await (await running.fetch("/", { key: anonKey })).text(), /data-figure/);
    const send = (key: string): Promise<Response> =>
      fetch(`${url}/session`, {
        method: "POST",
        body: new URLSearchParams({ role: "service_role", key }),
        redirect: "manual",
      });
    for (const key of ["", "x", anonKey, `${serviceKey}x`]) {
      const answer = await send(key);
      assert.equal(answer.status, 403);
      assert.equal(answer.headers.get("set-cookie"), null);
    }
    const cookie = (await send(serviceKey)).headers.get("set-cookie")?.split(";")[0] ?? "";
    assert.match(await (await fetch(`${url}/`, { headers: { cookie } })).text(), /data-figure/);
    const ended = await fetch(`${url}/session/end`, {
      method: "POST",
      headers: { cookie },
      redirect: "manual",
    });
    assert.match(ended.headers.get("set-cookie") ?? "", /^astrolabe_session=; .*Max-Age=0/);
    assert.doesNotMatch(await (await fetch(`${url}/`, { headers: { cookie } })).text(), /data-figure/);
  });

  test("leads on by itself after a link on another site, whose redirection would carry no strict cookie", async () => {
    await using running = await runCollector();
    const answer = await fetch(running.url + running.collector.createSessionLink(), {
      redirect: "manual",
      headers: { "sec-fetch-site": "cross-site" },
    });
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get("set-cookie") ?? "", /^astrolabe_session=/);
    assert.match(await answer.text(), /http-equiv="refresh" content="0;url=\/"/);
  });

  test("says that a cookie is for https alone where a proxy has ended TLS", async () => {
    await using running = await runCollector();
    const answer = await fetch(running.url + running.collector.createSessionLink(), {
      redirect: "manual",
      headers: { "x-forwarded-proto": "https" },
    });
    assert.match(answer.headers.get("set-cookie") ?? "", /; Secure$/);
  });

  test("shows, cell by cell, the document that /api/v1/report answers with", async () => {
    await using running = await runCollector();
    await sendWeeks(running, 60);
    const page = await (await running.fetch("/", { key: serviceKey })).text();
    const report = (await (await running.fetch("/api/v1/report", { key: serviceKey })).json()) as Report;
    const figures = new Map(listFigures(report).map((figure) => [figure.id, figure]));
    const cells = cellsWithIds(page).filter(([id]) => figures.has(id) || !id.startsWith("weeks/"));
    assert.ok(cells.length > 52 * 15);
    for (const [id, text] of cells) assertShows(text, figures.get(id), id);
    const summary = await running.store.summary({ task: "ai-do" });
    const expected = buildReport(summary, { asOfMs: Date.parse(report.as_of) });
    assert.deepEqual(
      report,
      JSON.parse(JSON.stringify(expected)),
      "less the year before it, nothing is different",
    );
  });

  test("has a strict policy, also where it refuses, and no other origin may read it", async () => {
    await using running = await runCollector();
    const cookie = await signIn(running);
    for (const path of ["/", "/?weeks=3", "/session", "/session?code=x"]) {
      const { headers } = await fetch(running.url + path, {
        headers: { cookie, origin: "https://elsewhere.example" },
      });
      const policy = headers.get("content-security-policy") ?? "";
      assert.match(policy, /^default-src 'none';/, path);
      assert.match(policy, /frame-ancestors 'none'/);
      assert.doesNotMatch(policy, /unsafe|\*|https?:/);
      assert.equal(headers.get("x-content-type-options"), "nosniff");
      assert.equal(headers.get("referrer-policy"), "no-referrer");
      assert.equal(headers.get("access-control-allow-origin"), null);
    }
  });

  test("is not sent again while nothing has changed, and is another one as soon as something has", async () => {
    await using running = await runCollector();
    await sendWeeks(running, 2);
    const cookie = await signIn(running);
    const ask = (etag: string): Promise<Response> =>
      fetch(`${running.url}/`, { headers: { cookie, "if-none-match": etag } });
    const first = await ask("");
    const etag = first.headers.get("etag") ?? "";
    assert.equal(first.headers.get("cache-control"), "private, no-cache");
    assert.ok((await first.text()).includes(`data-version=${etag}`));
    const same = await ask(etag);
    assert.equal(same.status, 304);
    assert.equal(await same.text(), "");
    assert.equal((await ask(`"x"`)).status, 200);
    const marked = await running.fetch("/api/v1/marks", { ...post({ text: "v1" }), key: serviceKey });
    assert.equal(marked.status, 201);
    const changed = await ask(etag);
    assert.equal(changed.status, 200);
    assert.notEqual(changed.headers.get("etag"), etag);
  });

  test("refuses an address that asks for what isn't there, and says what is", async () => {
    await using running = await runCollector();
    const answer = await running.fetch("/?weeks=3", { key: serviceKey });
    assert.equal(answer.status, 400);
    assert.match(await answer.text(), /26 or 52 weeks/);
  });

  test("names the tasks there are, to who asked for one that has no run", async () => {
    await using running = await runCollector();
    await sendWeeks(running, 1);
    assert.match(
      await (await running.fetch("/?task=ai-d", { key: serviceKey })).text(),
      /<a href="\/" data-swap="">ai-do<\/a>/,
    );
  });

  test("offers its figures as CSV and NDJSON, to who may read", async () => {
    await using running = await runCollector();
    await sendWeeks(running, 2);
    const csv = await running.fetch("/export.csv?weeks=26", { key: serviceKey });
    assert.equal(csv.headers.get("content-type"), "text/csv; charset=utf-8");
    assert.match(csv.headers.get("content-disposition") ?? "", /^attachment/);
    const text = await csv.text();
    assert.match(text, /^weeks\/\d{4}-W\d\d\/active_developers,[^,]+,12,developers,/m);
    const lines = (await (await running.fetch("/export.ndjson", { key: serviceKey })).text())
      .trimEnd()
      .split("\n");
    assert.equal(lines.length, text.trimEnd().split("\n").length - 1);
    assert.match(await (await running.fetch("/export.csv")).text(), /Sign in/);
  });

  test("keeps its files for ever under an address that names their content", async () => {
    await using running = await runCollector();
    const page = await (await running.fetch("/")).text();
    const addresses = [...page.matchAll(/(?:href|src)="(\/dashboard\.[^"]+)"/g)].map(([, path = ""]) => path);
    assert.equal(addresses.length, 3);
    for (const address of addresses) {
      const answer = await running.fetch(address);
      assert.equal(answer.status, 200);
      assert.match(answer.headers.get("cache-control") ?? "", /immutable/);
      assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
      const etag = answer.headers.get("etag") ?? "";
      assert.equal((await running.fetch(address, { headers: { "if-none-match": etag } })).status, 304);
      const other = await running.fetch(`${address.split("?")[0]}?v=older`);
      assert.equal(other.headers.get("cache-control"), "no-cache");
    }
  });
});

describe("a public page", () => {
  test("shows complete weeks to anybody, and all to who signs in", async () => {
    await using running = await runCollector({ dashboard: { isPublic: true, goal: 3 } });
    await sendWeeks(running, 2);
    await running.fetch("/rest/v1/events", post("{", { apikey: anonKey }));
    const open = await (await running.fetch("/")).text();
    assert.match(open, /data-figure="weeks\//);
    assert.match(open, /goal: 3/);
    for (const hidden of [
      /data-figure="running/,
      /trust\/ledger/,
      /invalid.json/,
      /EVENTS_TOKEN/,
      new RegExp(isoWeek(Date.now())),
    ]) {
      assert.doesNotMatch(open, hidden);
    }
    const lines = (await (await running.fetch("/export.ndjson")).text()).trimEnd().split("\n");
    assert.ok(lines.every((line) => line.startsWith(`{"id":"weeks/`)));
    const cookie = await signIn(running);
    const signedIn = await (await fetch(`${running.url}/`, { headers: { cookie } })).text();
    assert.match(signedIn, /data-figure="running/);
    assert.match(signedIn, /rejected: invalid json/);
    assert.equal((await running.fetch("/api/v1/marks")).status, 401);
  });
});

describe("sessions", () => {
  test("end with their time, and a code with its own", () => {
    let nowMs = 0;
    const sessions = createSessions(() => nowMs);
    const [early, late] = [sessions.createCode(), sessions.createCode()];
    nowMs = linkLifeMs - 1;
    const session = sessions.redeem(early) ?? "";
    assert.ok(sessions.holds(session));
    nowMs = linkLifeMs;
    assert.equal(sessions.redeem(late), undefined);
    nowMs = linkLifeMs - 1 + sessionLifeMs;
    assert.ok(!sessions.holds(session));
  });

  test("are bounded: the oldest goes first", () => {
    const sessions = createSessions();
    const opened = Array.from({ length: maxSessions + 1 }, () => sessions.open());
    assert.deepEqual(
      opened.filter((session) => !sessions.holds(session)),
      opened.slice(0, 1),
    );
  });
});

test("a report is built once a change, whoever asks, and again when it has aged", async () => {
  await using running = await runCollector();
  await sendWeeks(running, 2);
  let nowMs = Date.now();
  let built = 0;
  const { report } = running.store;
  const store: EventStore = { ...running.store, report: (...asked) => (built++, report(...asked)) };
  const reports = createReportCache(store, { nowMs: () => nowMs });
  const [first, second] = await Promise.all([reports.read("ai-do"), reports.read("ai-do")]);
  assert.equal(first, second);
  assert.equal(built, 1);
  nowMs += minReportAgeMs;
  assert.equal((await reports.read("ai-do")).version, first.version);
  await sendWeeks(running, 0);
  assert.equal((await reports.read("ai-do")).version, first.version, "a second is not over");
  const third = await reports.readCurrent("ai-do");
  assert.equal(built, 2);
  assert.notEqual(third.version, first.version);
  nowMs += maxReportAgeMs;
  await reports.read("ai-do");
  assert.equal(built, 3);
});

test("of many rows, nobody waits long for a newer report, nor is shown one of long ago", async () => {
  await using running = await runCollector();
  const sendRow = (row: number): { payload: object } => ({
    payload: { name: "ai-do", developer: `d${row % 12}`, exit_code: 0, end_ts: Date.now() / 1000 },
  });
  await running.store.insertEvents(Array.from({ length: maxAwaitedRows + 1 }, (_, row) => sendRow(row)));
  let nowMs = Date.now();
  const building: (() => void)[] = [];
  const { report } = running.store;
  const store: EventStore = {
    ...running.store,
    report: async (...asked) => {
      await new Promise<void>((resolve) => building.push(resolve));
      return report(...asked);
    },
  };
  const reports = createReportCache(store, { nowMs: () => nowMs });
  const nextBuild = async (): Promise<() => void> => {
    while (building.length === 0) await setTimeout(1);
    return building.shift() ?? (() => undefined);
  };
  const reading = reports.read("ai-do");
  (await nextBuild())();
  const first = await reading;

  await running.store.insertEvents([sendRow(0)]);
  nowMs += maxReportAgeMs;
  assert.equal(await reports.read("ai-do"), first);
  assert.equal(await reports.readCurrent("ai-do"), first);
  const finish = await nextBuild();
  finish();
  let next = first;
  while (next === first) next = await reports.read("ai-do");
  assert.equal(next.report.trust.ledger?.stored.value, maxAwaitedRows + 2);
  assert.equal(building.length, 0, "the look was begun once");

  nowMs += maxLateReportAgeMs;
  const waiting = reports.read("ai-do");
  const late = await Promise.race([waiting, setTimeout(5 * maxReportWaitMs)]);
  assert.equal(late, undefined);
  (await nextBuild())();
  assert.notEqual((await waiting).version, next.version);
});

test("no public report of a day makes room for another, so that none can be had twice", async () => {
  await using running = await runCollector();
  const task = (index: number): string => `task ${index}`;
  const rows = Array.from({ length: (maxCachedReports + 1) * 6 }, (_, index) => ({
    payload: {
      name: task(Math.floor(index / 6)),
      developer: `d${index % 6}`,
      exit_code: 0,
      end_ts: (Date.now() - weekMs) / 1000,
    },
  }));
  await running.store.insertEvents(rows);
  const reports = createReportCache(running.store, {});
  const askAll = (): Promise<PromiseSettledResult<{ version: string }>[]> =>
    Promise.allSettled(
      Array.from({ length: maxCachedReports + 1 }, (_, index) => reports.readPublic(task(index))),
    );
  const shown = await askAll();
  const refused = shown.filter(({ status }) => status === "rejected");
  assert.equal(refused.length, 1);
  assert.ok(refused[0]?.status === "rejected" && refused[0].reason instanceof StoreBusyError);
  const versions = (settled: typeof shown): (string | undefined)[] =>
    settled.map((one) => (one.status === "fulfilled" ? one.value.version : undefined));
  assert.deepEqual(versions(await askAll()), versions(shown));
});

test("the public report of a day stays as it is, whatever comes late", async () => {
  await using running = await runCollector();
  const noonMs = Math.floor(Date.now() / 86_400_000) * 86_400_000 + 43_200_000;
  let nowMs = noonMs;
  const reports = createReportCache(running.store, { nowMs: () => nowMs });
  assert.equal((await reports.readPublic("ai-do")).report.weeks.length, 0);
  await sendWeeks(running, 2);
  nowMs += maxReportAgeMs;
  const shown = await reports.readPublic("ai-do");
  assert.ok(shown.report.weeks.length > 0);
  await sendWeeks(running, 1);
  nowMs += maxReportAgeMs;
  assert.equal(await reports.readPublic("ai-do"), shown);
  nowMs = noonMs + 86_400_000;
  assert.notEqual(await reports.readPublic("ai-do"), shown);
});

describe("marks", () => {
  test("are added and read with the service_role key, each once", async () => {
    await using running = await runCollector();
    const { fetch } = running;
    const add = (mark: unknown, key: string | undefined = serviceKey): Promise<Response> =>
      fetch("/api/v1/marks", { ...post(mark), key });
    const mark = { at: "2026-03-10T10:00:00Z", kind: "outage", text: " registry down " };
    for (let time = 0; time < 2; time++) assert.equal((await add(mark)).status, 201);
    assert.equal((await add({ text: "v1.4 released" })).status, 201);
    const answer = await fetch("/api/v1/marks", { key: serviceKey });
    const { marks } = (await answer.json()) as { marks: { at: string; kind: string; text: string }[] };
    assert.equal(marks.length, 2);
    assert.deepEqual(marks[0], { at: "2026-03-10T10:00:00.000Z", kind: "outage", text: "registry down" });
    assert.equal(marks[1]?.kind, "release");
    assert.equal((await add(mark, anonKey)).status, 401);
    assert.equal((await fetch("/api/v1/marks", { key: anonKey })).status, 401);
    for (const wrong of [
      {},
      [],
      { text: "" },
      { text: "a\nb" },
      { text: "x".repeat(81) },
      { text: "a", kind: "party" },
      { text: "a", at: "10:00" },
      { text: "a", at: "2026-13-01" },
      { text: "a", colour: "red" },
    ]) {
      assert.equal((await add(wrong)).status, 400, JSON.stringify(wrong));
    }
  });
});
