/** Numbers from here on are epoch milliseconds, smaller ones epoch seconds: 1e11 s is the year 5138, 1e11 ms is 1973. */
const firstMilliseconds = 1e11;
/** 10000-01-01T00:00:00Z in epoch milliseconds: from here on a year has five digits and a week no ISO text. */
const year10000Ms = 253_402_300_800_000;

const fields = ["end_ts", "timestamp", "ts", "time"] as const;

/** Blanks are what `String.prototype.trim` removes; the number is what JavaScript reads as decimal. */
const decimal = /^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?\s*$/;
/** ISO 8601 extended format. No blanks around it, no lower case, no week or ordinal dates. */
const iso8601 =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(?:Z|([+-])(\d\d):(\d\d))?)?$/;

/**
 * When an event happened, in epoch milliseconds. The first of `end_ts`, `timestamp`, `ts` and `time` that says anything
 * decides, even when it then proves unusable: an event is skipped rather than guessed at.
 *
 * @returns undefined when there is no usable timestamp
 */
export function timestampMs(event: Readonly<Record<string, unknown>>): number | undefined {
  for (const field of fields) {
    const value = event[field];
    if (value !== undefined && value !== null && value !== false && value !== 0 && value !== "") {
      return parseTimestamp(value);
    }
  }
  return undefined;
}

/**
 * One timestamp in epoch milliseconds: a number (seconds, or milliseconds from 1e11 on), a string that holds one, or an
 * ISO 8601 date or date-time, in UTC when it names no offset.
 *
 * @returns undefined for anything else, and for instants not after 1970-01-01T00:00:00Z or from year 10000 on
 */
export function parseTimestamp(value: unknown): number | undefined {
  let epochMs: number | undefined;
  if (typeof value === "number") epochMs = fromNumber(value);
  else if (typeof value !== "string") return undefined;
  else if (decimal.test(value)) epochMs = fromNumber(Number(value));
  else epochMs = fromIso8601(value);
  return epochMs !== undefined && epochMs > 0 && epochMs < year10000Ms ? epochMs : undefined;
}

function fromNumber(value: number): number {
  return value >= firstMilliseconds ? value : value * 1000;
}

function fromIso8601(text: string): number | undefined {
  const match = iso8601.exec(text);
  if (match === null) return undefined;
  const number = (group: number): number => Number(match[group] ?? 0);
  const midnightMs = dayStartMs(number(1), number(2), number(3));
  const timeMs = clockMs(number(4), number(5), number(6));
  const offsetMs = clockMs(number(9), number(10), 0);
  if (midnightMs === undefined || timeMs === undefined || offsetMs === undefined) return undefined;
  const localMs = midnightMs + timeMs + fractionMs(match[7] ?? "");
  return match[8] === "-" ? localMs + offsetMs : localMs - offsetMs;
}

/** `Date` rolls an impossible date over into the next month: one that comes back changed was none. */
function dayStartMs(year: number, month: number, day: number): number | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : undefined;
}

/** 00:00:00 to 23:59:59. `24:00` (the next day's midnight under a second name) and leap seconds are refused. */
function clockMs(hour: number, minute: number, second: number): number | undefined {
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return ((hour * 60 + minute) * 60 + second) * 1000;
}

/**
 * Whole milliseconds, and half of one for whatever is finer: enough to be after the epoch, never enough to be rounded
 * into the next week.
 */
function fractionMs(digits: string): number {
  return Number(digits.slice(0, 3).padEnd(3, "0")) + (/[1-9]/.test(digits.slice(3)) ? 0.5 : 0);
}
