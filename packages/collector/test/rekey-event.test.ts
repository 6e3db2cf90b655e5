import assert from "node:assert/strict";
import { test } from "node:test";
import { northStar, countRuns } from "@astrolabe/metric";
import { parseExactJson } from "@astrolabe/store";
import fc from "fast-check";
import { ApiError } from "../src/api-error.ts";
import { parseEventRows } from "../src/parse-rows.ts";
import { rekeyEvent, type Rekeying } from "../src/pseudonyms/rekey-event.ts";
import { runs, seed } from "../../client/test/seed.ts";
import { open } from "./key-folder.ts";

/** Says whom it was asked for, and of which week. */
const said = (isWeekly: boolean): Rekeying => ({ isWeekly, tokenOf: (name, week) => `<${name} ${week}>` });
const end_ts = Date.UTC(2026, 10, 18) / 1000;

function weekly(payload: unknown): unknown {
  return rekeyEvent({ payload }, said(true)).payload;
}

test("the field that names who ran it gets the token, and the others are gone", () => {
  const mark = { pseudonyms: "weekly" };
  assert.deepEqual(weekly({ developer: "ada", user: "ada l", username: 7, end_ts }), {
    developer: "<ada 2026-W47>",
    ...mark,
    end_ts,
  });
  assert.deepEqual(weekly({ developer: "", user: 7, username: "ada", end_ts }), {
    user: "<7 2026-W47>",
    ...mark,
    end_ts,
  });
  assert.deepEqual(weekly({ developer: { name: "ada" }, username: "ada", end_ts }), {
    username: "<ada 2026-W47>",
    ...mark,
    end_ts,
  });
  assert.deepEqual(weekly({ developer: 0, user: ["ada"], end_ts }), { end_ts });
  assert.deepEqual(weekly({ developer: "unknown", user: "ada", end_ts }), {
    developer: "unknown",
    ...mark,
    end_ts,
  });
});

test("without a timestamp that can be used nobody is named", () => {
  for (const time of [{}, { end_ts: null }, { end_ts: "soon", ts: end_ts }, { timestamp: -1 }]) {
    assert.deepEqual(weekly({ developer: "ada", user: "ada", ...time }), time);
  }
});

test("the week is the one in which the run counts, in UTC", () => {
  const times = {
    "2026-12-31T23:30:00-02:00": "2026-W53",
    "2026-01-04T23:59:59.9999": "2026-W01",
    "2026-01-05T00:30:00+01:00": "2026-W01",
  };
  for (const [timestamp, week] of Object.entries(times)) {
    assert.equal(Reflect.get(weekly({ user: "ada", timestamp }) as object, "user"), `<ada ${week}>`);
  }
});

test("a sequence number would lead from week to week, and goes with weekly pseudonyms only", () => {
  const event = { developer: "ada", end_ts, seq: 7 };
  assert.ok(!("seq" in (weekly(event) as object)));
  assert.deepEqual(rekeyEvent({ payload: event }, said(false)).payload, {
    developer: "<ada 2026-W47>",
    end_ts,
    seq: 7,
  });
});

test("weekly totals are renamed by the week that they are of, and dropped without one", () => {
  const totals = { ada: 3, unknown: 1, ["__proto__"]: 2 };
  const event = { name: "nsm-weekly", task: "ai-do", week: "2026-W40", generated_at: end_ts, totals };
  const renamed = weekly(event) as { totals: object };
  assert.deepEqual(Object.entries(renamed.totals), [
    ["<ada 2026-W40>", 3],
    ["unknown", 1],
    ["<__proto__ 2026-W40>", 2],
  ]);
  for (const wrong of [
    { ...event, week: "2026-W54" },
    { ...event, week: 40 },
    { ...event, totals: ["ada"] },
  ]) {
    assert.ok(!("totals" in (weekly(wrong) as object)));
  }
});

test("numbers keep all their digits, and a developer that is one is who JavaScript reads", () => {
  const text = `{"developer":12345678901234567890,"user":"ada","end_ts":${end_ts},"x":[12345678901234567890123,1.10]}`;
  const { value, exact } = parseExactJson(`[{"payload":${text}}]`);
  const [row] = parseEventRows(
    { records: value as { payload: unknown }[], columns: ["payload"], exact },
    false,
  );
  assert.ok(row !== undefined);
  const { json, payload } = rekeyEvent(row, said(true));
  assert.equal(
    json,
    `{"x": [12345678901234567890123, 1.10], "end_ts": ${end_ts}, "developer": "<12345678901234567000 2026-W47>", "pseudonyms": "weekly"}`,
  );
  assert.deepEqual(payload, JSON.parse(json ?? ""));
});

test("a payload in which no developer can be looked for is refused", () => {
  for (const payload of [null, "ada", 5, [{ developer: "ada", end_ts }]]) {
    assert.throws(
      () => weekly(payload),
      (error) => error instanceof ApiError && error.reason === "not_an_object",
    );
  }
});

test(`the metric is the same to the last digit, and so are the counts of each week (seed ${seed})`, async (t) => {
  const kinds = { weekly: open(t, "weekly"), stable: open(t, "stable") };
  const nowMs = Date.now();
  const name = fc.constantFrom("ada", "unknown", "", 7, "7", 0, -0, null, "Ada", 1e21, "__proto__");
  const epochSeconds = fc.integer({ min: nowMs - 30 * 86_400_000, max: nowMs }).map((ms) => ms / 1000);
  const time = fc.oneof(
    epochSeconds,
    epochSeconds.map((seconds) => new Date(seconds * 1000).toISOString()),
    fc.constantFrom(null, "soon", 0),
  );
  const event = fc.record(
    { developer: name, user: name, username: name, end_ts: time, ts: time, seq: fc.nat() },
    { requiredKeys: [] },
  );
  const outcome = fc.constantFrom({ exit_code: 0 }, { exit_code: 1 }, { exit_code: "0" }, {});
  const row = fc
    .tuple(event, outcome)
    .map(([fields, ended]) => ({ payload: { name: "ai-do", ...fields, ...ended } }));
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 60 }), async (rows) => {
      for (const pseudonyms of Object.values(kinds)) {
        const renamed = rows.map((one) => pseudonyms.rekeyEvent(one));
        assert.deepEqual(await northStar(renamed), await northStar(rows));
        assert.deepEqual(await countsOf(renamed), await countsOf(rows));
        for (const { developer } of await countRuns(renamed))
          assert.match(developer, /^([0-9a-f]{32}|unknown)$/);
      }
    }),
    { seed, numRuns: 100 * runs },
  );
});

/** The counts of each week, whoever they are of. */
async function countsOf(rows: readonly unknown[]): Promise<string[]> {
  const counts = await countRuns(rows);
  return counts.map(({ week, runs: all, successfulRuns }) => `${week} ${all} ${successfulRuns}`).toSorted();
}
