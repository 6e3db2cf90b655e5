import { countRuns, type CountOptions } from "./aggregate.ts";
import { compareCodePoints } from "./code-points.ts";
import { definition } from "./definition.ts";
import type { WeeklyCount } from "./run.ts";
import { msPerWeek, weekStartMs } from "./week.ts";

/** The metric of a task, a row a week that has runs, oldest first. A ratio with nothing to divide by is null. */
export interface NorthStar {
  readonly task: string;
  readonly weeks: readonly NorthStarWeek[];
}

export interface NorthStarWeek {
  readonly week: string;
  readonly successful_runs: number;
  readonly runs: number;
  /** Developers with at least one successful run in the week. */
  readonly active_developers: number;
  /** The north star: successful runs divided by active developers. */
  readonly per_developer: number | null;
  /** Successful runs divided by runs. */
  readonly success_rate: number | null;
  /** The week had ended, in UTC, when the metric was computed. */
  readonly complete: boolean;
}

export interface NorthStarOptions {
  /** The instant as of which weeks are complete; the present one when left out. */
  readonly now?: Date | undefined;
}

/**
 * Reads events and computes their metric.
 *
 * @throws what reading the events throws, and RangeError for an unknown time zone
 */
export async function northStar(
  events: AsyncIterable<unknown> | Iterable<unknown>,
  options: CountOptions & NorthStarOptions = {},
): Promise<NorthStar> {
  return northStarFromCounts(
    options.task ?? definition.defaultTask,
    await countRuns(events, options),
    options,
  );
}

/**
 * The metric of a task from its weekly counts, e.g. a store's rollup.
 *
 * @throws RangeError when a count's week is not an ISO 8601 week
 */
export function northStarFromCounts(
  task: string,
  counts: Iterable<WeeklyCount>,
  options: NorthStarOptions = {},
): NorthStar {
  const nowMs = (options.now ?? new Date()).getTime();
  const weeks = [...sumWeeks(counts)]
    .toSorted(([a], [b]) => compareCodePoints(a, b))
    .map(([week, sums]) => toNorthStarWeek(week, sums, nowMs));
  return { task, weeks };
}

interface WeekSums {
  runs: number;
  successfulRuns: number;
  /** Names, not a tally: a developer whose week comes in several counts is still one. */
  readonly active: Set<string>;
}

function sumWeeks(counts: Iterable<WeeklyCount>): Map<string, WeekSums> {
  const weeks = new Map<string, WeekSums>();
  for (const { week, developer, runs, successfulRuns } of counts) {
    if (runs === 0) continue;
    const sums = weeks.get(week) ?? { runs: 0, successfulRuns: 0, active: new Set() };
    sums.runs += runs;
    sums.successfulRuns += successfulRuns;
    if (successfulRuns > 0) sums.active.add(developer);
    weeks.set(week, sums);
  }
  return weeks;
}

function toNorthStarWeek(week: string, sums: WeekSums, nowMs: number): NorthStarWeek {
  return {
    week,
    successful_runs: sums.successfulRuns,
    runs: sums.runs,
    active_developers: sums.active.size,
    per_developer: ratio(sums.successfulRuns, sums.active.size),
    success_rate: ratio(sums.successfulRuns, sums.runs),
    complete: weekStartMs(week) + msPerWeek <= nowMs,
  };
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
