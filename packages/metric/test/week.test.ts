import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { isWeek, isoWeek, weekStartMs } from "../src/week.ts";
import { propertyRuns } from "./property-runs.ts";

const msPerDay = 24 * 3600 * 1000;

test("every day from 1970 to 2100 lies in the week that counting Thursdays by hand gives", () => {
  let days = 0;
  for (const { date, week } of weeksByHand(1970, 2100)) {
    const midnightMs = Date.parse(date);
    assert.equal(isoWeek(midnightMs), week, date);
    assert.equal(isoWeek(midnightMs + msPerDay - 1), week, `${date}, its last millisecond`);
    days++;
  }
  assert.equal(days, 47_847);
});

test("the week's year is the one of its Thursday", () => {
  assert.equal(isoWeek(Date.UTC(2027, 0, 1)), "2026-W53");
  assert.equal(isoWeek(Date.UTC(2024, 11, 30)), "2025-W01");
});

test("a week begins on Monday at 00:00 UTC and not a fraction of a millisecond earlier", () => {
  const monday = Date.UTC(2026, 10, 23);
  assert.equal(isoWeek(monday), "2026-W48");
  assert.equal(isoWeek(monday - 0.001), "2026-W47");
});

test("the last fraction of year 9999 still has a week", () => {
  assert.equal(isoWeek(Date.UTC(10_000, 0, 1) - 0.5), "9999-W52");
  assert.throws(() => isoWeek(Date.UTC(10_000, 0, 1)), RangeError);
});

test("another zone moves the week's beginning by its offset at that time", () => {
  const monday = Date.UTC(2026, 10, 23);
  assert.equal(isoWeek(monday - 1, "Europe/Berlin"), "2026-W48");
  assert.equal(isoWeek(monday - 3_600_001, "Europe/Berlin"), "2026-W47");
  const summerMonday = Date.UTC(2026, 6, 20);
  assert.equal(isoWeek(summerMonday - 7_200_000, "Europe/Berlin"), "2026-W30");
  assert.equal(isoWeek(summerMonday - 7_200_001, "Europe/Berlin"), "2026-W29");
  assert.equal(isoWeek(monday + 12 * 3_600_000 - 1, "Etc/GMT+12"), "2026-W47");
  assert.equal(isoWeek(monday - 14 * 3_600_000, "Pacific/Kiritimati"), "2026-W48");
});

test("in any zone an instant lies in the week of its local date", () => {
  const zones = [
    "Europe/Berlin",
    "America/St_Johns",
    "Pacific/Apia",
    "Africa/Monrovia",
    "Asia/Kathmandu",
    "-23:59",
  ];
  fc.assert(
    fc.property(fc.constantFrom(...zones), fc.integer({ min: 1, max: 4e12 }), (zone, epochMs) => {
      const localDate = new Intl.DateTimeFormat("sv", { timeZone: zone }).format(epochMs);
      assert.equal(isoWeek(epochMs, zone), isoWeek(Date.parse(localDate)));
    }),
    propertyRuns(500),
  );
});

test("an unknown zone is refused by name", () => {
  assert.throws(() => isoWeek(1, "Mars/Olympus"), /unknown time zone "Mars\/Olympus".*IANA/);
});

test("an instant without an ISO week is refused", () => {
  for (const epochMs of [Number.NaN, Infinity, Date.UTC(10_000, 0, 1), Date.UTC(1582, 11, 31)]) {
    assert.throws(() => isoWeek(epochMs), RangeError);
  }
  assert.equal(isoWeek(Date.UTC(10_000, 0, 1) - 1), "9999-W52");
  assert.equal(isoWeek(Date.UTC(10_000, 0, 1) - 1, "Pacific/Kiritimati"), "9999-W52");
});

test("a week that exists begins with its first instant", () => {
  for (let monday = Date.UTC(1969, 11, 29); monday < Date.UTC(2101, 0, 1); monday += 7 * msPerDay) {
    assert.equal(weekStartMs(isoWeek(monday)), monday);
  }
});

test("a week that doesn't exist is none", () => {
  assert.ok(isWeek("2026-W53"));
  for (const text of ["2027-W53", "2026-W00", "2026-W54", "2026-W1", "2026W47", "26-W47", "2026-W47 ", ""]) {
    assert.ok(!isWeek(text), text);
  }
  assert.throws(() => weekStartMs("2027-W53"), /"2027-W53" is not an ISO 8601 week/);
});

/** ISO 8601: a week begins on Monday, and the year's week 1 is the one with its first Thursday. */
function* weeksByHand(firstYear: number, lastYear: number): Generator<{ date: string; week: string }> {
  // 1969-12-29 was a Monday, and its Thursday was 1970-01-01.
  let [year, week] = [1970, 1];
  for (let monday = Date.parse("1969-12-29"); ; monday += 7 * msPerDay) {
    const thursdayYear = Number(new Date(monday + 3 * msPerDay).toISOString().slice(0, 4));
    if (thursdayYear !== year) [year, week] = [thursdayYear, 1];
    for (let day = 0; day < 7; day++) {
      const date = new Date(monday + day * msPerDay).toISOString().slice(0, 10);
      if (Number(date.slice(0, 4)) > lastYear) return;
      if (Number(date.slice(0, 4)) >= firstYear)
        yield { date, week: `${year}-W${String(week).padStart(2, "0")}` };
    }
    week++;
  }
}
