// The options that report and digest have in common, and the report that they ask for.
import type { Report } from "@astrolabe/metric";
import { type Command, InvalidArgumentError } from "commander";
import { parseTime } from "./parse-time.ts";
import type { CountingOptions } from "./source-options.ts";

export interface ReportReading extends CountingOptions {
  readonly weeks?: number | undefined;
  readonly minGroup?: number | undefined;
  /** Epoch milliseconds. */
  readonly asOf?: number | undefined;
}

export function withReportOptions(command: Command): Command {
  return command
    .option("--weeks <number>", "complete weeks to show (default: 52)", parseCount)
    .option("--min-group <developers>", "the smallest group shown; 1 hides nothing (default: 5)", parseCount)
    .option("--as-of <time>", "an ISO 8601 date or time: leave out later runs; without: now", parseTime);
}

/** Reads the events of the sources, or of `EVENTS_URL`, and makes their report. */
export async function readReport(
  name: string,
  sources: readonly string[],
  { task, tz: timeZone, weeks, minGroup, asOf }: ReportReading,
): Promise<Report> {
  const { buildReport, summarise } = await import("@astrolabe/metric");
  const { useEvents } = await import("./use-events.ts");
  const summary = await useEvents(name, sources, {}, (events) =>
    summarise(events, { task, timeZone, untilMs: asOf }),
  );
  return buildReport(summary, { asOfMs: asOf ?? Date.now(), weeks, minGroup });
}

function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > maxCount) {
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${maxCount}.`);
  }
  return count;
}

/** Weeks of a report, and far more than any sensible smallest group. */
const maxCount = 520;
