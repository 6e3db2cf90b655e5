import { developerOf } from "./developer.ts";
import { timestampMs } from "./timestamp.ts";
import { isoWeek } from "./week.ts";

/** One run of a task, as read from an event: what the rollup and the metric count. */
export interface Run {
  readonly task: string;
  readonly developer: string;
  /** ISO 8601 week of the run's timestamp, e.g. `2026-W47`; in UTC unless another zone was asked for. */
  readonly week: string;
  /** True when `exit_code` was a JSON number equal to 0. */
  readonly successful: boolean;
}

/** The runs of one task by one developer in one week. */
export interface WeeklyCount {
  readonly week: string;
  readonly developer: string;
  readonly runs: number;
  readonly successfulRuns: number;
}

export interface RunOptions {
  /** IANA name of the zone in which weeks begin; UTC when left out. */
  readonly timeZone?: string | undefined;
}

/**
 * Reads a run of any task from an event or a row: the one place that says what a run is. Every path to the metric
 * (file, URL, rollup) goes through it.
 *
 * @returns null when the value is not a run
 * @throws RangeError when the runtime doesn't know the zone
 */
export function parseRun(value: unknown, options: RunOptions = {}): Run | null {
  const dated = findAttempt(value);
  return dated === null ? null : toRun(dated, options.timeZone);
}

/** An event that tells of a run. */
export interface DatedAttempt {
  readonly event: Attempt;
  /** Its timestamp, in epoch milliseconds. */
  readonly endMs: number;
}

/** The event that a value is, or has in its `payload`, if that tells of a run. */
export function findAttempt(value: unknown): DatedAttempt | null {
  const event = toEvent(value);
  if (!isAttempt(event)) return null;
  const endMs = timestampMs(event);
  return endMs === undefined ? null : { event, endMs };
}

/** @throws RangeError when the runtime doesn't know the zone */
export function toRun({ event, endMs }: DatedAttempt, timeZone?: string): Run {
  return {
    task: event.name,
    developer: developerOf(event),
    week: isoWeek(endMs, timeZone),
    successful: event.exit_code === 0,
  };
}

/** Does only a usable timestamp keep this value from being a run of the task? */
export function isUndatedRun(value: unknown, task: string): boolean {
  const event = toEvent(value);
  return isAttempt(event) && event.name === task && timestampMs(event) === undefined;
}

/** A row stands for the object in its `payload`, once: what is nested deeper is data. Arrays are not objects here. */
export function toEvent(value: unknown): unknown {
  return isObject(value) && isObject(value.payload) ? value.payload : value;
}

export interface Attempt {
  readonly name: string;
  readonly exit_code: number;
  readonly [field: string]: unknown;
}

function isAttempt(event: unknown): event is Attempt {
  return isObject(event) && typeof event.name === "string" && typeof event.exit_code === "number";
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
