import { calendarDay } from "../calendar-day.ts";
import { definition } from "../definition.ts";
import { defaultMinGroupDevelopers, defaultReportWeeks, maxReportWeeks } from "../limits.ts";
import { isoWeek, msPerWeek, weekStartMs } from "../week.ts";
import { developerFlows } from "./developer-flow.ts";
import { groupDevelopers, groupLatencies } from "./group-developers.ts";
import { lastWeek } from "./last-week.ts";
import { retention } from "./retention.ts";
import type { Report, ReportWeek } from "./report.ts";
import { daysOver, paceFigure } from "./running-week.ts";
import type { Summary } from "./summary.ts";
import { trust } from "./trust.ts";
import { weekRow } from "./week-row.ts";

export interface ReportOptions {
  /** The instant that the report speaks of, in epoch milliseconds: it says which weeks are complete. */
  readonly asOfMs: number;
  /** Complete weeks shown; a year when left out. Earlier ones still say who is new. */
  readonly weeks?: number | undefined;
  /** Developers in the smallest group shown; five when left out, and 1 hides nothing. */
  readonly minGroup?: number | undefined;
}

/**
 * Makes the report of a task from its counts. Equal counts and options give equal bytes, wherever the counts come from
 * and in whatever order.
 *
 * @throws RangeError for an instant before the year 1583, for options that are no whole number in their range, and for
 *   weekly pseudonyms in another zone than UTC, whose weeks they were made for
 */
export function buildReport(summary: Summary, options: ReportOptions): Report {
  const { asOfMs, weeks: shownWeeks = defaultReportWeeks, minGroup = defaultMinGroupDevelopers } = options;
  checkWhole("weeks", shownWeeks, maxReportWeeks);
  checkWhole("minGroup", minGroup, Number.MAX_SAFE_INTEGER);
  const { task, timeZone, linkable } = summary;
  if (!linkable) checkWeeksOfPseudonyms(timeZone);
  const developers = groupDevelopers(summary.cells);
  const latencies = groupLatencies(summary.latencies);
  const running = isoWeek(asOfMs, timeZone);
  const known = weeksUpTo(developers.keys(), running);
  const flows = developerFlows(known, developers, linkable);
  const row = (week: string): ReportWeek => {
    const flow = flows.get(week);
    if (flow === undefined) throw new Error(`no developers were looked for in ${week}`);
    const entries = developers.get(week) ?? [];
    return weekRow({
      week,
      developers: entries,
      latencies: latencies.get(week) ?? new Map(),
      flow,
      minGroup,
    });
  };
  const complete = known.filter((week) => week !== running);
  const shown = complete.slice(-shownWeeks);
  const rows = shown.map(row);
  const lastComplete = shown.at(-1);
  const lastFlow = lastComplete === undefined ? undefined : flows.get(lastComplete);
  const days = daysOver(calendarDay(asOfMs, timeZone));
  const isRunning = developers.has(running);
  return {
    report_version: 1,
    definition_version: definition.version,
    task,
    time_zone: timeZone,
    as_of: new Date(asOfMs).toISOString(),
    min_group: minGroup,
    linkable,
    weeks: rows,
    running: isRunning
      ? { ...row(running), days, pace: paceFigure(running, days, complete, developers, minGroup) }
      : null,
    last: lastFlow === undefined ? null : lastWeek({ rows, developers, flow: lastFlow, linkable, minGroup }),
    retention: retention(complete, flows, minGroup),
    trust: trust(summary, developers, { asOfMs, week: lastComplete ?? null, running }, minGroup),
  };
}

function checkWeeksOfPseudonyms(timeZone: string): void {
  if (timeZone === "UTC") return;
  throw new RangeError(
    `developers have another name in each week of UTC here: weeks in ${timeZone} would count some of them twice`,
  );
}

function checkWhole(name: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= most) return;
  throw new RangeError(`${name} is ${value}: expected a whole number from 1 to ${most}`);
}

/** Every week from the first known to the running one. */
function weeksUpTo(known: Iterable<string>, running: string): string[] {
  const endMs = weekStartMs(running);
  const [first = running] = known;
  const weeks: string[] = [];
  for (let startMs = weekStartMs(first); startMs <= endMs; startMs += msPerWeek) weeks.push(isoWeek(startMs));
  return weeks;
}
