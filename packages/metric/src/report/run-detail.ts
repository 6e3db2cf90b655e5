import { calendarDay, msPerDay } from "../calendar-day.ts";
import { maxVersionLength } from "../limits.ts";
import { findAttempt, toRun, type Attempt, type Run } from "../run.ts";
import { parseTimestamp } from "../timestamp.ts";

/** A run with what a report wants to know beside its week and its success. */
export interface RunDetail extends Run {
  readonly endMs: number;
  /** Day of the ISO week: 0 is Monday. */
  readonly day: number;
  readonly exitCode: number;
  /** Empty when it isn't known. */
  readonly version: string;
  readonly ci: boolean;
  /** Milliseconds; null when it isn't known. */
  readonly latencyMs: number | null;
  readonly sequence: number | null;
  /** False when the event says that its developer has another name in every week of UTC. */
  readonly linkable: boolean;
}

const versionShape = /^[\w.+~-]+$/;
/** From a week's Monday to 1970-01-01, a Thursday. */
const daysBeforeEpoch = 3;

/**
 * Reads a run of any task. The tool's version is the first of `tool_version` and `version` that is a text of letters,
 * digits and `._+~-`; `ci` is `true` or it isn't; the latency is `latency_ms`, else `end_ts` − `start_ts`.
 *
 * @returns null when the value is not a run
 * @throws RangeError when the runtime doesn't know the zone
 */
export function parseRunDetail(value: unknown, timeZone: string): RunDetail | null {
  const found = findAttempt(value);
  if (found === null) return null;
  const { event, endMs } = found;
  const date = timeZone === "UTC" ? Math.floor(endMs / msPerDay) : calendarDay(endMs, timeZone);
  return {
    ...toRun(found, timeZone),
    endMs,
    day: (date + daysBeforeEpoch) % 7,
    exitCode: event.exit_code,
    version: versionOf(event.tool_version) ?? versionOf(event.version) ?? "",
    ci: event.ci === true,
    latencyMs: latencyOf(event),
    sequence: Number.isSafeInteger(event.seq) && Number(event.seq) >= 0 ? Number(event.seq) : null,
    linkable: event.pseudonyms !== "weekly",
  };
}

function versionOf(value: unknown): string | undefined {
  if (typeof value !== "string" || value.length > maxVersionLength || !versionShape.test(value))
    return undefined;
  return value;
}

function latencyOf(event: Attempt): number | null {
  if (typeof event.latency_ms === "number" && event.latency_ms >= 0) return event.latency_ms;
  const startMs = parseTimestamp(event.start_ts);
  const endMs = parseTimestamp(event.end_ts);
  return startMs !== undefined && endMs !== undefined && endMs >= startMs ? endMs - startMs : null;
}
