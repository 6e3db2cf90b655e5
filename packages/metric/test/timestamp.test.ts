import assert from "node:assert/strict";
import { test } from "node:test";
import { parseTimestamp, timestampMs } from "../src/timestamp.ts";

const evening = Date.UTC(2026, 10, 22, 19, 36);

const readable: [description: string, value: unknown, epochMs: number][] = [
  ["a number is epoch seconds", 1795376160, evening],
  ["fractions of seconds are kept", 1795376160.25, evening + 250],
  ["1e11 and more is milliseconds", 1e11, 1e11],
  ["just under 1e11 is still seconds", 99_999_999_999, 99_999_999_999_000],
  ["a string may hold the number", "1795376160", evening],
  ["a string may hold milliseconds", "1795376160000", evening],
  ["blanks around the number are ignored", " \t1795376160\r\n", evening],
  ["the number may have an exponent", "1.79537616e9", evening],
  ["the number may have a sign", "+1795376160.", evening],
  ["a date is its midnight in UTC", "2026-11-22", Date.UTC(2026, 10, 22)],
  ["a date-time without offset is UTC", "2026-11-22T19:36:00", evening],
  ["seconds may be left out", "2026-11-22T19:36Z", evening],
  ["a blank may stand for the T", "2026-11-22 19:36:00Z", evening],
  ["an offset east of Greenwich is subtracted", "2026-11-22T21:36:00+02:00", evening],
  ["an offset west of Greenwich is added", "2026-11-22T14:06:00-05:30", evening],
  ["a fraction may have any length", "2026-11-22T19:36:00.123456789123456789Z", evening + 123.5],
  ["a fraction never rounds into the next second", `2026-11-22T19:35:59.${"9".repeat(400)}Z`, evening - 0.5],
  ["a fraction may follow a comma, as ISO 8601 prefers", "2026-11-22T19:36:00,5Z", evening + 500],
  ["29 February exists in a leap year", "2024-02-29", Date.UTC(2024, 1, 29)],
  ["the first instants after the epoch count", `1970-01-01T00:00:00.${"0".repeat(400)}1Z`, 0.5],
  ["the last instant of year 9999 counts", "9999-12-31T23:59:59.999Z", 253_402_300_799_999],
];
for (const [description, value, epochMs] of readable) {
  test(description, () => assert.equal(parseTimestamp(value), epochMs));
}

const unusable: [description: string, values: unknown[]][] = [
  [
    "the epoch and what lies before it are not used",
    [-1, "0", "-5", "1970-01-01", "1970-01-01T00:30:00+01:00", "1969-12-31"],
  ],
  ["year 10000 and later is not used", [253_402_300_800_000, "1e999", Infinity, "9999-12-31T23:59:59-00:01"]],
  [
    "an impossible date is not used",
    ["2026-02-30", "2025-02-29", "2026-00-10", "2026-13-01", "2026-01-00", "2026-01-32"],
  ],
  [
    "an impossible time is not used",
    ["2026-11-22T24:00:00Z", "2026-11-22T23:60:00Z", "2026-11-22T23:59:60Z"],
  ],
  ["an impossible offset is not used", ["2026-11-22T19:36+24:00", "2026-11-22T19:36+02:60"]],
  ["blanks around a date are not ignored", [" 2026-11-22", "2026-11-22 ", "2026-11-22\n"]],
  ["lower-case letters are not ISO 8601", ["2026-11-22t19:36:00Z", "2026-11-22T19:36:00z"]],
  [
    "other notations of ISO 8601 are not used",
    ["2026-W47-7", "2026-326", "2026-11", "2026-11-22T19", "2026-11-22T19:36+02"],
  ],
  ["fractions belong to seconds", ["2026-11-22T19:36.5Z", "2026-11-22T19:36:00.Z"]],
  ["an offset takes a time", ["2026-11-22Z", "2026-11-22+02:00"]],
  [
    "a number is decimal",
    ["0x6b02e5e0", "1_795_376_160", "NaN", "Infinity", "1e", ".", "", " ", "12 34", "1,5"],
  ],
  [
    "nothing but numbers and strings is used",
    [true, {}, [], [1795376160], { seconds: 1 }, null, undefined, Number.NaN],
  ],
];
for (const [description, values] of unusable) {
  test(description, () => {
    for (const value of values) assert.equal(parseTimestamp(value), undefined, JSON.stringify(value));
  });
}

test("eight digits are a number of seconds, not a date", () => {
  assert.equal(parseTimestamp("20261122"), 20_261_122_000);
});

test("a long string is refused at the same speed per character as a short one", () => {
  // A pattern that tries every way to cut the digits would take hours.
  assert.equal(parseTimestamp(`${"1".repeat(1_000_000)}x`), undefined);
  assert.equal(parseTimestamp(`${" ".repeat(1_000_000)}x`), undefined);
});

test("the first field that says anything decides", () => {
  assert.equal(timestampMs({ time: 4, ts: 3, timestamp: 2, end_ts: 1 }), 1000);
  for (const nothing of [undefined, null, false, 0, -0, ""]) {
    assert.equal(timestampMs({ end_ts: nothing, timestamp: nothing, ts: nothing, time: 4 }), 4000);
  }
});

test("later fields are not tried when the deciding one is unusable", () => {
  for (const unusableValue of [true, {}, [], "x", "0", " ", -1]) {
    assert.equal(timestampMs({ end_ts: unusableValue, timestamp: 2 }), undefined);
  }
});

test("start_ts is no timestamp of a run", () => {
  assert.equal(timestampMs({ start_ts: 5 }), undefined);
});
