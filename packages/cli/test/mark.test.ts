import assert from "node:assert/strict";
import { test } from "node:test";
import { runCommand } from "./run-command.ts";
import { serveCollector } from "./serve-collector.ts";

test("a mark is kept by the collector, once, and told back", async (t) => {
  const { url, serviceKey } = await serveCollector(t);
  const env = { EVENTS_URL: url, EVENTS_TOKEN: serviceKey };
  const args = ["mark", "registry down", "--kind", "outage", "--at", "2026-06-03T10:00"];
  for (let time = 0; time < 2; time++) {
    const { code, stdout, stderr } = await runCommand("astrolabe", args, { env });
    assert.deepEqual(
      { code, stdout, stderr },
      { code: 0, stdout: "2026-06-03T10:00:00.000Z outage: registry down\n", stderr: "" },
    );
  }
  const json = await runCommand("astrolabe", ["mark", "v1.4 released", "--json"], { env });
  const mark: { kind: string; at: string } = JSON.parse(json.stdout);
  assert.equal(mark.kind, "release");
  const answer = await fetch(url.replace("rest/v1/events", "api/v1/marks"), {
    headers: { apikey: serviceKey },
  });
  assert.equal(((await answer.json()) as { marks: unknown[] }).marks.length, 2);
});

test("what is wrong with a mark is said: where it should go, its key, its text, its time", async (t) => {
  const { url, serviceKey, anonKey } = await serveCollector(t);
  const cases: [args: string[], env: Record<string, string>, code: number, said: RegExp][] = [
    [["v1"], {}, 2, /EVENTS_URL is not set/],
    [["v1"], { EVENTS_URL: "http://127.0.0.1:1/other" }, 2, /is no collector's/],
    [
      ["v1"],
      { EVENTS_URL: "http://127.0.0.1:1/rest/v1/events" },
      1,
      /could not reach http:\/\/127\.0\.0\.1:1\//,
    ],
    [["v1"], { EVENTS_URL: url, EVENTS_TOKEN: anonKey }, 1, /service_role key: `astrolabe keys` prints it/],
    [["x".repeat(81)], { EVENTS_URL: url, EVENTS_TOKEN: serviceKey }, 1, /1 to 80 characters/],
    [["v1", "--at", "noon"], { EVENTS_URL: url }, 2, /must be a date or time/],
    [[], { EVENTS_URL: url }, 2, /missing required argument 'text'/],
  ];
  await Promise.all(
    cases.map(async ([args, env, code, said]) => {
      const ended = await runCommand("astrolabe", ["mark", ...args], { env });
      assert.equal(ended.code, code, ended.stderr);
      assert.match(ended.stderr, said);
      assert.doesNotMatch(ended.stderr, /eyJ/);
    }),
  );
});
