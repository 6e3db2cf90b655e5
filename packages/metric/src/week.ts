import { calendarDay, checkTimeZone, msPerDay } from "./calendar-day.ts";

export const msPerWeek: number = 7 * msPerDay;

/** ISO 8601 means the Gregorian calendar, from its first whole year on, and years of four digits. */
const firstMs = Date.UTC(1583, 0, 1);
const endMs: number = Date.UTC(10_000, 0, 1);

/** From its week's Monday to 1970-01-01, a Thursday. */
const daysBeforeEpoch = 3;

/** Week texts by number of weeks since the one of 1970-01-01: a text made once is hashed once. */
const texts = new Map<number, string>();

/**
 * The ISO 8601 week that holds an instant, e.g. `2026-W47`. The year is the week's year, the one of its Thursday:
 * 2027-01-01 lies in `2026-W53`.
 *
 * @param epochMs milliseconds since 1970-01-01T00:00:00Z, of an instant in the years 1583 to 9999
 * @param timeZone an IANA name; the default, UTC, makes the week independent of the machine
 * @throws RangeError for an instant outside those years, or a zone that the runtime doesn't know
 */
export function isoWeek(epochMs: number, timeZone = "UTC"): string {
  if (!(epochMs >= firstMs && epochMs < endMs)) {
    throw new RangeError(
      `no ISO week for ${epochMs}: expected milliseconds of an instant in years 1583 to 9999`,
    );
  }
  return numberedWeek(Math.floor((dayOf(epochMs, timeZone) + daysBeforeEpoch) / 7));
}

/** The week so many weeks after the one of 1970-01-01. */
export function numberedWeek(weekNumber: number): string {
  let text = texts.get(weekNumber);
  if (text === undefined) {
    text = weekText(weekNumber);
    texts.set(weekNumber, text);
  }
  return text;
}

/** A day, since 1970-01-01, of the week that holds the instant. Asking a zone's calendar is slow. */
function dayOf(epochMs: number, timeZone: string): number {
  const utcDay = Math.floor(epochMs / msPerDay);
  if (timeZone === "UTC") return utcDay;
  checkTimeZone(timeZone);
  // No zone is a whole day away from UTC: from Tuesday to Saturday the week is the same everywhere.
  const weekday = (utcDay + daysBeforeEpoch) % 7;
  return weekday >= 1 && weekday <= 5 ? utcDay : calendarDay(epochMs, timeZone);
}

function weekText(weekNumber: number): string {
  const thursday = new Date(weekNumber * msPerWeek);
  const year = thursday.getUTCFullYear();
  const newYear = new Date(0).setUTCFullYear(year, 0, 1);
  const week = Math.floor((thursday.getTime() - newYear) / msPerWeek) + 1;
  return `${String(year).padStart(4, "0")}-W${String(week).padStart(2, "0")}`;
}

/** Is this text an ISO 8601 week that exists? `2026-W53` is, `2027-W53` is not. */
export function isWeek(text: string): boolean {
  return startOf(text) !== undefined;
}

/**
 * The first instant of a week in UTC, in epoch milliseconds: Monday, 00:00.
 *
 * @throws RangeError when the text is not a week
 */
export function weekStartMs(week: string): number {
  const startMs = startOf(week);
  if (startMs === undefined) throw new RangeError(`"${week}" is not an ISO 8601 week such as 2026-W47`);
  return startMs;
}

function startOf(week: string): number | undefined {
  const match = /^(\d{4})-W(\d{2})$/.exec(week);
  if (match === null) return undefined;
  // 4 January always lies in week 1.
  const fourth = new Date(0).setUTCFullYear(Number(match[1]), 0, 4);
  const firstThursday = Math.floor((fourth / msPerDay + daysBeforeEpoch) / 7);
  const weekNumber = firstThursday + Number(match[2]) - 1;
  return weekText(weekNumber) === week ? weekNumber * msPerWeek - daysBeforeEpoch * msPerDay : undefined;
}
