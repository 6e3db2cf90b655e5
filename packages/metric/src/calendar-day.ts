export const msPerDay = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();

/** The days of hours, by zone: asking a format costs as much as scanning ten events. */
const daysOfHours = new Map<string, Map<number, number | undefined>>();
const msPerHour = 3_600_000;

/**
 * The calendar date of an instant in a zone, as days since 1970-01-01.
 *
 * @throws RangeError when the runtime doesn't know the zone
 */
export function calendarDay(epochMs: number, timeZone: string): number {
  let days = daysOfHours.get(timeZone);
  if (days === undefined) daysOfHours.set(timeZone, (days = new Map()));
  const hour = Math.floor(epochMs / msPerHour);
  if (!days.has(hour)) days.set(hour, dayOfHour(hour * msPerHour, timeZone));
  return days.get(hour) ?? dayInZone(epochMs, timeZone);
}

/** The one day that a whole hour lies in; undefined when midnight, or a change of the clock around it, falls into it. */
function dayOfHour(startMs: number, timeZone: string): number | undefined {
  const first = dayInZone(startMs, timeZone);
  const isOne = [0.25, 0.5, 0.75].every((part) => dayInZone(startMs + part * msPerHour, timeZone) === first);
  return isOne && dayInZone(startMs + msPerHour - 1, timeZone) === first ? first : undefined;
}

function dayInZone(epochMs: number, timeZone: string): number {
  const date: Record<string, number> = {};
  for (const { type, value } of formatFor(timeZone).formatToParts(epochMs)) date[type] = Number(value);
  const { year = Number.NaN, month = Number.NaN, day = Number.NaN } = date;
  return new Date(0).setUTCFullYear(year, month - 1, day) / msPerDay;
}

/**
 * Refuses a zone before any work is done with it.
 *
 * @throws RangeError when the runtime doesn't know the zone
 */
export function checkTimeZone(timeZone: string): void {
  // Every runtime knows UTC, and its tables of zones take 8 MB.
  if (timeZone !== "UTC") formatFor(timeZone);
}

/** Making a format costs a hundred times its use. */
function formatFor(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  try {
    const format = new Intl.DateTimeFormat("en-u-ca-gregory-nu-latn", {
      timeZone,
      year: "numeric",
      month: "numeric",
      day: "numeric",
    });
    formats.set(timeZone, format);
    return format;
  } catch (error) {
    throw new RangeError(`unknown time zone "${timeZone}": give an IANA name such as Europe/Berlin, or UTC`, {
      cause: error,
    });
  }
}
