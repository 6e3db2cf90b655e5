import assert from "node:assert/strict";
import { test } from "node:test";
import { runCommand } from "./run-command.ts";
import { post, serveCollector } from "./serve-collector.ts";

function run(developer: string, exitCode: number, endTs: number): Record<string, unknown> {
  return { name: "ai-do", developer, exit_code: exitCode, end_ts: endTs };
}

const past = Date.UTC(2026, 0, 7) / 1000;

test("the metric of a finished week is a row of the table", async () => {
  const events = [run("ada", 0, past), run("ada", 0, past), run("bob", 0, past), run("eve", 1, past)];
  const { code, stdout, stderr } = await runCommand("astrolabe", ["metric", "-"], {
    stdin: JSON.stringify(events),
  });
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
  assert.match(
    stdout,
    /^week +successful runs +active developers +runs per active developer +success rate\n/,
  );
  assert.match(stdout, /\n2026-W02 +3 +2 +1\.50 +75\.0 %\n$/);
});

test("--json is what the collector answers at /api/v1/metric, running week and all", async (t) => {
  const served = await serveCollector(t);
  const now = Date.now() / 1000;
  await post(
    served,
    [run("ada", 0, past), run("bob", 1, past), run("ada", 0, now)].map((payload) => ({ payload })),
  );
  const env = { EVENTS_URL: served.url, EVENTS_TOKEN: served.serviceKey };
  const { stdout } = await runCommand("astrolabe", ["metric", "--json"], { env });
  const answer = await fetch(new URL("/api/v1/metric", served.url), {
    headers: { apikey: served.serviceKey },
  });
  assert.deepEqual(JSON.parse(stdout), await answer.json());
  const { stdout: table } = await runCommand("astrolabe", ["metric"], { env });
  assert.match(table, /\n\d{4}-W\d\d\* .*\n\n\* this week is still running/);
});

test("--task chooses the task, and without runs it says so", async () => {
  assert.equal(
    (await runCommand("astrolabe", ["metric", "-", "--task", "build"])).stdout,
    "No runs of build.\n",
  );
});
