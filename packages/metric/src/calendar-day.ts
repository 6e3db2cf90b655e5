export const msPerDay = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * The calendar date of an instant in a zone, as days since 1970-01-01.
 *
 * @throws RangeError when the runtime doesn't know the zone
 */
export function calendarDay(epochMs: number, timeZone: string): number {
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
  formatFor(timeZone);
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
