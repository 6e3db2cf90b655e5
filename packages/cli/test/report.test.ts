import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test, type TestContext } from "node:test";
import {
  buildReport,
  drawMarkdown,
  drawPicture,
  readEvents,
  summarise,
  type Report,
} from "@astrolabe/metric";
import { openStore } from "@astrolabe/store";
import { fileURLToPath } from "node:url";
import { plausibleYear } from "../../../scripts/seed/plausible-year.ts";
import { runCommand } from "./run-command.ts";
import { tempFolder } from "./temp-folder.ts";

/** A machine without any font draws no PNG: it says so, and leaves no picture without words. */
const fontsRequired = process.env["ASTROLABE_TEST_REQUIRE"]?.includes("fonts") ?? false;
const asOf = "2026-11-25T10:00:00Z";
const asOfMs = Date.parse(asOf);
let year: string;
let report: Report;

before(async () => {
  year = plausibleYear({ seed: 1, asOfMs })
    .rows.map((row) => `${JSON.stringify(row)}\n`)
    .join("");
  report = buildReport(await summarise(plausibleYear({ seed: 1, asOfMs }).rows), { asOfMs });
});

async function astrolabe(
  args: readonly string[],
  stdin: string = year,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return runCommand("astrolabe", [...args, "-", "--as-of", asOf], { stdin });
}

test("astrolabe report prints the report in each format, on standard output and nothing else", async () => {
  const json = await astrolabe(["report", "--json"]);
  assert.deepEqual({ code: json.code, stderr: json.stderr }, { code: 0, stderr: "" });
  assert.deepEqual(JSON.parse(json.stdout), report);
  assert.equal((await astrolabe(["report", "--format", "json"])).stdout, json.stdout);
  assert.equal((await astrolabe(["report", "--format", "md"])).stdout, drawMarkdown(report));
  assert.equal((await astrolabe(["report", "--format", "svg"])).stdout, `${drawPicture(report)}\n`);
  assert.match((await astrolabe(["report", "--format", "html"])).stdout, /^<!doctype html>/);
});

test("astrolabe report draws in 80 columns and 24 lines, without colour where there is no terminal", async () => {
  const { stdout } = await astrolabe(["report"]);
  assert.ok(stdout.split("\n").length <= 25);
  assert.ok(stdout.split("\n").every((line) => Array.from(line).length <= 80));
  // oxlint-disable-next-line no-control-regex -- what begins a colour
  assert.doesNotMatch(stdout, /\u001b/);
});

test("--as-of leaves out later runs, --weeks and --min-group are heeded", async () => {
  const earlier = await runCommand(
    "astrolabe",
    ["report", "-", "--json", "--as-of", "2026-09-08", "--weeks", "9", "--min-group", "1"],
    {
      stdin: year,
    },
  );
  const past: Report = JSON.parse(earlier.stdout);
  assert.equal(past.as_of, "2026-09-08T00:00:00.000Z");
  assert.deepEqual([past.weeks.length, past.min_group, past.weeks.at(-1)?.week], [9, 1, "2026-W36"]);
  assert.ok((past.trust.age.value ?? -1) >= 0);
});

test("wrong options are wrong usage", async () => {
  for (const args of [
    ["report", "--format", "gif"],
    ["report", "--min-group", "0"],
    ["report", "--weeks", "many"],
    ["digest", "--guard", "success>0.9"],
    ["digest", "--picture", "week.gif"],
  ]) {
    const { code, stdout, stderr } = await astrolabe(args, "");
    assert.deepEqual([code, stdout], [2, ""], args.join(" "));
    assert.match(stderr, /It must be|Allowed choices/);
  }
  const { code } = await runCommand("astrolabe", ["report", "-", "--as-of", "yesterday"]);
  assert.equal(code, 2);
});

test("the digest is five lines, and exits with 0 while its guardrails hold", async () => {
  const { code, stdout, stderr } = await astrolabe([
    "digest",
    "--guard",
    "success_rate>=0.5",
    "--guard",
    "latency_p95 < 60000",
  ]);
  assert.deepEqual(
    { code, stderr, lines: stdout.trimEnd().split("\n").length },
    { code: 0, stderr: "", lines: 5 },
  );
  assert.match(stdout, /\nnothing changed since 2026-W46: /);
});

test("a broken guardrail exits with 2 and is named, and the digest is printed all the same", async () => {
  const { code, stdout, stderr } = await astrolabe(["digest", "--guard", "success_rate>=0.99"]);
  assert.equal(code, 2);
  assert.equal(stdout.trimEnd().split("\n").length, 5);
  assert.match(
    stderr,
    /^astrolabe digest: guardrail broken: success_rate>=0\.99: success_rate of 2026-W47 is 0\.9/,
  );
});

test("a guardrail that can't be checked is a failure, not a success", async () => {
  const { code, stderr } = await astrolabe(["digest", "--guard", "runs>=1"], "");
  assert.equal(code, 1);
  assert.match(stderr, /guardrail can't be checked: runs>=1/);
});

test("the digest's picture is written as SVG and as PNG", async (t: TestContext) => {
  const folder = await tempFolder(t);
  assert.equal((await astrolabe(["digest", "--picture", join(folder, "week.svg")])).code, 0);
  assert.match(readFileSync(join(folder, "week.svg"), "utf8"), /^<svg /);
  const { code, stderr } = await astrolabe(["digest", "--picture", join(folder, "week.png")]);
  if (code !== 0 && !fontsRequired) {
    assert.match(stderr, /png needs a font/);
    assert.ok(!existsSync(join(folder, "week.png")));
    t.skip("this machine has no font to draw with");
    return;
  }
  assert.equal(readFileSync(join(folder, "week.png")).subarray(1, 4).toString(), "PNG");
});

test("npm run seed fills a store and a file with the same year, and says what is so", async (t: TestContext) => {
  const folder = await tempFolder(t);
  const script = fileURLToPath(new URL("../../../scripts/seed.ts", import.meta.url));
  const seed = (...args: string[]): string => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, "--as-of", asOf, ...args], {
      encoding: "utf8",
    });
    assert.equal(status, 0, stderr);
    return stdout;
  };
  const file = join(folder, "year.ndjson");
  const truth: unknown = JSON.parse(seed("--out", file));
  assert.deepEqual(truth, plausibleYear({ seed: 1, asOfMs }).truth);
  assert.equal(readFileSync(file, "utf8"), year);
  const url = `sqlite:${join(folder, "store", "events.db")}`;
  seed("--store", url);
  seed("--store", url);
  const store = await openStore(url);
  const counts = await store.weeklyCounts({ task: "ai-do" });
  const { stored } = await store.ledger();
  await store.close();
  assert.equal(stored, year.trimEnd().split("\n").length);
  const runs = counts.reduce((sum, count) => sum + count.runs, 0);
  assert.equal(runs, stored - 1);
  writeFileSync(join(folder, "again.ndjson"), year);
  const again = buildReport(await summarise(readEvents(join(folder, "again.ndjson"))), { asOfMs });
  assert.deepEqual(again, report);
});
