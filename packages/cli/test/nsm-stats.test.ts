import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { uuidV7 } from "@astrolabe/client";
import { type Ended, runCommand } from "./run-command.ts";
import { post, serveCollector } from "./serve-collector.ts";
import { tempFolder } from "./temp-folder.ts";

const noonSunday = Date.UTC(2026, 10, 22, 12) / 1000;

function run(developer: string, change: Record<string, unknown> = {}): Record<string, unknown> {
  return { name: "ai-do", developer, exit_code: 0, end_ts: noonSunday, ...change };
}

function ndjson(events: readonly unknown[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join("");
}

function done(stdout: string): Ended {
  return { code: 0, stdout, stderr: "" };
}

test("lines come by developer in code point order, then by week, quoted where needed", async () => {
  const weekLater = noonSunday + 7 * 86_400;
  const events = [
    run("\u{1F600}"),
    run("\uFFFD"),
    run("b", { end_ts: weekLater }),
    run("b"),
    run("b"),
    run("a,c"),
    run("10"),
    run("9"),
    run("z", { exit_code: 1 }),
    run("z", { name: "build" }),
  ];
  assert.deepEqual(
    await runCommand("nsm-stats", ["-"], { stdin: ndjson(events) }),
    done(
      '10,2026-W47,1\n9,2026-W47,1\n"a,c",2026-W47,1\nb,2026-W47,2\nb,2026-W48,1\n\uFFFD,2026-W47,1\n\u{1F600},2026-W47,1\n',
    ),
  );
});

test("a file, standard input, and the collector after an upload of the same rows give the same bytes", async (t) => {
  const folder = await tempFolder(t);
  const collector = await serveCollector(t);
  const rows = Array.from({ length: 500 }, (_, index) => ({
    id: uuidV7(),
    payload: run(`developer ${index % 7}`, { exit_code: index % 3, end_ts: noonSunday - index * 86_400 }),
  }));
  const path = join(folder, "events.ndjson");
  await writeFile(path, ndjson(rows));
  await writeFile(`${path}.gz`, gzipSync(ndjson(rows)));
  await post(collector, rows);
  // An older client posts without an id; this one is no run of the task, so the counts are the same.
  await post(collector, [{ payload: run("old", { name: "other" }) }]);

  const fromFile = await runCommand("nsm-stats", [path]);
  assert.equal(fromFile.stdout.split("\n").length > 100, true);
  assert.deepEqual(fromFile, done(fromFile.stdout));
  assert.deepEqual(await runCommand("nsm-stats", [`${path}.gz`]), fromFile);
  assert.deepEqual(await runCommand("nsm-stats", ["-"], { stdin: ndjson(rows) }), fromFile);
  const env = { EVENTS_URL: collector.url, EVENTS_TOKEN: collector.serviceKey };
  assert.deepEqual(await runCommand("nsm-stats", [], { env }), fromFile);
});

test("several sources add up", async (t) => {
  const path = join(await tempFolder(t), "events.ndjson");
  await writeFile(path, ndjson([run("ada")]));
  const ended = await runCommand("nsm-stats", [path, "-", path], { stdin: ndjson([run("ada")]) });
  assert.deepEqual(ended, done("ada,2026-W47,3\n"));
});

test("--task counts another task, and --tz cuts weeks in another zone", async () => {
  const lateOnSunday = Date.UTC(2026, 10, 22, 23, 30) / 1000;
  const stdin = ndjson([run("ada", { name: "build", end_ts: lateOnSunday }), run("ada")]);
  assert.deepEqual(
    await runCommand("nsm-stats", ["-", "--task", "build"], { stdin }),
    done("ada,2026-W47,1\n"),
  );
  assert.deepEqual(
    await runCommand("nsm-stats", ["-", "--task", "build", "--tz", "Europe/Berlin"], { stdin }),
    done("ada,2026-W48,1\n"),
  );
});

test("--json prints one object", async () => {
  const ended = await runCommand("nsm-stats", ["-", "--json"], { stdin: ndjson([run("ada"), run("bob")]) });
  assert.deepEqual(ended, done('{"ada":{"2026-W47":1},"bob":{"2026-W47":1}}\n'));
});

test("without runs nothing is printed", async () => {
  assert.deepEqual(await runCommand("nsm-stats", ["-"]), done(""));
  assert.deepEqual(await runCommand("nsm-stats", ["-", "--json"]), done("{}\n"));
});

test("what was skipped though it could have counted is said on standard error, and why", async () => {
  const stdin = `${ndjson([run("ada"), run("bob", { end_ts: "soon" })])}{"name":"ai-do",\n{"name":"other",\n`;
  const { code, stdout, stderr } = await runCommand("nsm-stats", ["-"], { stdin });
  assert.deepEqual({ code, stdout }, { code: 0, stdout: "ada,2026-W47,1\n" });
  assert.match(stderr, /^nsm-stats: skipped 2 values that could have counted: [^\n]+\n$/);
  assert.match(stderr, /1 no usable timestamp/);
  assert.match(stderr, /1 not valid JSON/);
});

test("--strict makes any bad line an error that names it", async () => {
  const { code, stdout, stderr } = await runCommand("nsm-stats", ["-", "--strict"], {
    stdin: `${ndjson([run("ada")])}nonsense\n`,
  });
  assert.deepEqual({ code, stdout }, { code: 1, stdout: "" });
  assert.match(stderr, /^nsm-stats: 1 bad line/);
  assert.match(stderr, /:2: not valid JSON/);
});

test("a source that can't be read is exit code 1 with the reason", async (t) => {
  const path = join(await tempFolder(t), "missing.ndjson");
  const { code, stdout, stderr } = await runCommand("nsm-stats", [path]);
  assert.deepEqual({ code, stdout }, { code: 1, stdout: "" });
  assert.ok(stderr.startsWith(`nsm-stats: cannot read ${path}: `), stderr);
  assert.equal(stderr.split("\n").length, 2);
});

test("nothing to read, and a zone that does not exist, are wrong usage", async () => {
  const nothing = await runCommand("nsm-stats", []);
  assert.equal(nothing.code, 2);
  assert.match(nothing.stderr, /EVENTS_URL/);
  const nowhere = await runCommand("nsm-stats", ["-", "--tz", "Mars/Olympus"]);
  assert.equal(nowhere.code, 2);
  assert.match(nowhere.stderr, /IANA time zone/);
});

test("a key that may read nothing is explained", async (t) => {
  const { url, anonKey } = await serveCollector(t);
  const { code, stdout, stderr } = await runCommand("nsm-stats", [url], { env: { EVENTS_TOKEN: anonKey } });
  assert.deepEqual({ code, stdout }, { code: 0, stdout: "" });
  assert.match(stderr, /service_role/);
  assert.ok(!stderr.includes(anonKey));
});

test("rows that come twice are hinted at, and count once with --dedupe", async (t) => {
  const folder = await tempFolder(t);
  const rows = Array.from({ length: 10 }, (_, index) => ({ id: uuidV7(), payload: run(`d${index % 2}`) }));
  const [first, second] = [join(folder, "a.ndjson"), join(folder, "b.ndjson.gz")];
  await writeFile(first, ndjson(rows.slice(0, 7)));
  await writeFile(second, gzipSync(JSON.stringify(rows.slice(4))));
  const hinted = await runCommand("nsm-stats", [first, second]);
  assert.equal(hinted.stdout, "d0,2026-W47,7\nd1,2026-W47,6\n");
  assert.match(
    hinted.stderr,
    /^nsm-stats: counted at least 3 runs whose id had been there: with --dedupe [^\n]+\n$/,
  );
  const deduped = await runCommand("nsm-stats", [first, second, "--dedupe"]);
  assert.equal(deduped.stdout, "d0,2026-W47,5\nd1,2026-W47,5\n");
  assert.equal(deduped.stderr, "nsm-stats: left out 3 runs whose id had been there\n");
});

test("--threads must be a number of threads", async () => {
  for (const threads of ["0", "many", "-1", "1.5"]) {
    const ended = await runCommand("nsm-stats", ["-", "--threads", threads]);
    assert.equal(ended.code, 2);
    assert.match(ended.stderr, /whole number from 1 to 256/);
  }
});
