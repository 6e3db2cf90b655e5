import { QueryError } from "./query-error.ts";

const iso8601 =
  /^\s*(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(?:\.(\d+))?\s*(?:(Z)|([+-]\d\d):?(\d\d)?)?)?\s*$/i;

/**
 * A date or date-time in ISO 8601's extended format, in epoch milliseconds (fractions too); without an offset in UTC.
 * Of PostgreSQL's further notations none is taken.
 *
 * @throws QueryError 22007 for any other text, 22008 for an impossible date or time
 */
export function parseTimestamp(text: string): number {
  const match = iso8601.exec(text);
  if (match === null) {
    throw new QueryError("22007", `invalid input syntax for type timestamp with time zone: "${text}"`);
  }
  const [, date = "", time = "00:00", seconds = ":00", fraction = "", , hours = "+00", minutes = "00"] =
    match;
  const local = Date.parse(`${date}T${time}${seconds}Z`);
  const offset = Date.parse(`1970-01-01T${hours.slice(1)}:${minutes}Z`);
  // `Date` takes the 31st of every month, and 24:00.
  if (
    Number.isNaN(offset) ||
    Number.isNaN(local) ||
    !new Date(local).toISOString().startsWith(`${date}T${time}`)
  ) {
    throw new QueryError("22008", `date/time field value out of range: "${text}"`);
  }
  return local + Number(`0.${fraction}`) * 1000 - (hours.startsWith("-") ? -offset : offset);
}

/** As PostgreSQL writes a `timestamptz` as JSON, in UTC: `2026-11-22T20:26:51.5+00:00`. */
export function formatTimestamp(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/\.?0*Z$/, "+00:00");
}
