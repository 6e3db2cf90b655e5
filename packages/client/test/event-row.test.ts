import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import type { EventRow } from "../src/event.ts";
import { formatEventRow } from "../src/event-row.ts";
import { maxNameLength, maxRowBytes } from "../src/limits.ts";
import { seed } from "./seed.ts";

const developer = "d".repeat(32);

function event(payload: unknown, env: NodeJS.ProcessEnv = {}, name: unknown = "tool"): EventRow["payload"] {
  // A host in JavaScript passes anything.
  const line: string = Reflect.apply(formatEventRow, undefined, [{ name, payload, developer, env }]);
  assert.ok(!line.includes("\n"));
  const row: EventRow = JSON.parse(line);
  return row.payload;
}

test("an event is its name, its developer and what the caller put in", () => {
  assert.deepEqual(event({ exit_code: 0, end_ts: 5, note: undefined }), {
    name: "tool",
    developer,
    exit_code: 0,
    end_ts: 5,
  });
});

test("the payload cannot say who it was or what it was", () => {
  const { name, developer: who } = event({ name: "other", developer: "ada@example.org", end_ts: 1 });
  assert.deepEqual([name, who], ["tool", developer]);
});

test("an event without any timestamp ends now, and one with a timestamp keeps it", () => {
  const before = Date.now() / 1000;
  const { end_ts: now } = event({ exit_code: 0, ts: null });
  assert.ok(typeof now === "number" && now >= before && now <= Date.now() / 1000);
  for (const field of ["end_ts", "timestamp", "ts", "time"]) {
    const withTime = event({ [field]: 7 });
    assert.equal(withTime[field], 7);
    assert.equal(Object.keys(withTime).length, 3);
  }
});

test("continuous integration is marked, unless the caller says otherwise", () => {
  assert.equal(event({}, { CI: "true" })["ci"], true);
  assert.equal(event({}, { GITLAB_CI: "yes" })["ci"], true);
  assert.equal(event({}, { CI: "false" })["ci"], undefined);
  assert.equal(event({ ci: false }, { CI: "1" })["ci"], false);
});

test("any JSON object arrives as it was, in one line", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (payload) => {
      const arrived = event(payload);
      const expected = { end_ts: arrived["end_ts"], ...payload, name: "tool", developer };
      // `end_ts: null` is no timestamp, and replaced.
      if (arrived["end_ts"] !== undefined) Object.assign(expected, { end_ts: arrived["end_ts"] });
      assert.deepEqual(arrived, JSON.parse(JSON.stringify(expected)));
    }),
    { seed },
  );
});

test("what JSON cannot say, and what is too large, is refused", () => {
  const cycle: Record<string, unknown> = {};
  cycle["self"] = cycle;
  const hostile: unknown[] = [
    { n: 1n },
    cycle,
    { f: () => 1 },
    { deep: [Symbol("s")] },
    { text: "x".repeat(maxRowBytes) },
    {
      get boom(): never {
        throw new Error("boom");
      },
    },
    null,
    [1],
    "text",
  ];
  for (const payload of hostile) assert.throws(() => event(payload));
  const names: unknown[] = ["", "  ", "x".repeat(maxNameLength + 1), 7, null, {}];
  for (const name of names) assert.throws(() => event({}, {}, name));
});
