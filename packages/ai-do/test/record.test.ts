import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { planning, startModelServer } from "./model-server.ts";
import { Workplace } from "./run-ai-do.ts";

test("a run records exactly one event, with these fields and no other", async (t) => {
  const place = new Workplace(t);
  place.write("plan", "echo a\nsleep 0.2\necho c\n");
  const before = Date.now() / 1000;
  await place.run(["--plan", "plan", "--analytics"], { stdin: "y\ny\nn\n" });
  const { events } = place.recorded();
  assert.equal(events.length, 1);
  const { developer, start_ts, end_ts, latency_ms, ...rest } = events[0] ?? {};
  assert.deepEqual(rest, {
    name: "ai-do",
    exit_code: 0,
    step_count: 2,
    version: "0.1.0",
    platform: process.platform,
    ci: false,
  });
  assert.match(String(developer), /^[0-9a-f]{32}$/);
  assert.ok(Number(start_ts) > before - 1 && Number(end_ts) < Date.now() / 1000 + 1);
  assert.ok(Number(latency_ms) >= 200);
  assert.ok(Math.abs((Number(end_ts) - Number(start_ts)) * 1000 - Number(latency_ms)) < 1.5);
});

test("on CI the event says so", async (t) => {
  const place = new Workplace(t);
  await place.run(["exec", "--analytics", "true"], { env: { CI: "true" } });
  assert.equal(place.recorded().events[0]?.["ci"], true);
});

test("no byte of the goal, the plan, the commands, their output or the files is in what is recorded", async (t) => {
  const place = new Workplace(t);
  const server = await startModelServer(
    t,
    planning({ command: "echo COMMAND-$((40+2))-OUTPUT; exit 3", why: "REASON", risky: false }),
  );
  const env = { ...server.env, AI_API_KEY: "APIKEY", EVENTS_ENABLED: "1" };
  const run = await place.run(["GOALWORD", "secret", "--yes", "--log", "LOGNAME"], { env });
  assert.match(run.stdout, /COMMAND-42-OUTPUT/);
  place.write("PLANNAME", "echo PLANNED\nexit 3\n");
  await place.run(["--plan", "PLANNAME", "--yes"], { env });
  await place.run(["exec", "--", "sh", "-c", "echo EXECUTED; exit 3"], { env });
  const { events, bytes } = place.recorded();
  assert.deepEqual(
    events.map((event) => event["exit_code"]),
    [3, 3, 3],
  );
  for (const word of [
    "GOALWORD",
    "secret",
    "COMMAND",
    "OUTPUT",
    "-42-",
    "REASON",
    "APIKEY",
    "LOGNAME",
    "PLAN",
    "EXECUTED",
    "echo",
    "tiny",
  ]) {
    assert.ok(!bytes.includes(word), word);
  }
  assert.ok(!bytes.includes(place.path));
});

test("nothing is recorded of a dry run, nor when nobody said yes", async (t) => {
  const place = new Workplace(t);
  place.write("plan", "true\n");
  await place.run(["--plan", "plan", "--dry-run", "--analytics"]);
  await place.run(["--plan", "plan", "--yes"]);
  await place.run(["--plan", "plan", "--yes", "--no-analytics"], { env: { EVENTS_ENABLED: "1" } });
  await place.run(["--plan", "plan", "--yes", "--analytics"], { env: { DO_NOT_TRACK: "1" } });
  await place.run(["exec", "echo", "--analytics"]);
  assert.ok(!existsSync(place.stateDir));
});

test("--notify posts how it ended, and never fails the run", async (t) => {
  const place = new Workplace(t);
  const without = await place.run(["exec", "--notify", "true"], {
    env: { PATH: "/nonexistent:/bin:/usr/bin" },
  });
  if (!existsSync("/usr/bin/notify-send"))
    assert.match(without.stderr, /no notification was posted: .*--notify needs notify-send/);
  assert.equal(without.code, 0);
  mkdirSync(join(place.path, "bin"));
  place.write("bin/notify-send", '#!/bin/sh\nprintf "%s|" "$@" > notified.tmp; mv notified.tmp notified\n');
  chmodSync(join(place.path, "bin/notify-send"), 0o755);
  const env = { PATH: `${join(place.path, "bin")}:/bin:/usr/bin` };
  assert.equal((await place.run(["exec", "--notify", "--", "sh", "-c", "exit 3"], { env })).code, 3);
  while (!existsSync(join(place.path, "notified"))) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(place.read("notified"), "--app-name=ai-do|ai-do|Ended with exit code 3|");
});
