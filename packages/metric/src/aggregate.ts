import { checkTimeZone } from "./calendar-day.ts";
import { compareCodePoints } from "./code-points.ts";
import { definition } from "./definition.ts";
import { EventSource } from "./read/event-source.ts";
import { isUndatedRun, parseRun, type Run, type RunOptions, type WeeklyCount } from "./run.ts";

export interface CountOptions extends RunOptions {
  /** The task whose runs are counted; `ai-do` when left out. */
  readonly task?: string | undefined;
}

/**
 * Successful runs by developer and week: `{ developer: { "2026-W47": 3 } }`. Developers come in code point order (as
 * far as JavaScript's objects keep an order), weeks ascending.
 *
 * @throws what reading the events throws, and RangeError for an unknown time zone
 */
export async function aggregateSuccessfulRuns(
  events: AsyncIterable<unknown> | Iterable<unknown>,
  options: CountOptions = {},
): Promise<Record<string, Record<string, number>>> {
  const weeksOf = new Map<string, [week: string, successfulRuns: number][]>();
  for (const { week, developer, successfulRuns } of await countRuns(events, options)) {
    if (successfulRuns === 0) continue;
    const weeks = weeksOf.get(developer);
    if (weeks === undefined) weeksOf.set(developer, [[week, successfulRuns]]);
    else weeks.push([week, successfulRuns]);
  }
  const developers = [...weeksOf].toSorted(([a], [b]) => compareCodePoints(a, b));
  // fromEntries makes own properties even of names such as __proto__.
  return Object.fromEntries(developers.map(([developer, weeks]) => [developer, Object.fromEntries(weeks)]));
}

/**
 * Runs of a task by week and developer, sorted by week, then developer in code point order. Memory grows with the
 * number of (week, developer) pairs alone.
 *
 * @param events events or rows; for what {@link readEvents} returns, lines that can't be runs of the task are not even
 *   parsed, and runs without a usable timestamp are added to its `skipped`
 * @throws what reading the events throws, and RangeError for an unknown time zone
 */
export async function countRuns(
  events: AsyncIterable<unknown> | Iterable<unknown>,
  options: CountOptions = {},
): Promise<WeeklyCount[]> {
  const { task = definition.defaultTask, timeZone = "UTC" } = options;
  checkTimeZone(timeZone);
  const tally = new Tally();
  if (events instanceof EventSource) {
    for await (const batch of events.batches(task)) {
      for (const value of batch) {
        const run = parseRun(value, { timeZone });
        if (run?.task === task) tally.add(run);
        else if (run === null && isUndatedRun(value, task)) events.skipped.add("no usable timestamp");
      }
    }
  } else {
    for await (const value of events) {
      const run = parseRun(value, { timeZone });
      if (run?.task === task) tally.add(run);
    }
  }
  return tally.counts();
}

/** Runs by week and developer, in maps: a developer may be called `constructor`. */
class Tally {
  readonly #weeks = new Map<string, Map<string, { runs: number; successfulRuns: number }>>();

  add(run: Run): void {
    let developers = this.#weeks.get(run.week);
    if (developers === undefined) this.#weeks.set(run.week, (developers = new Map()));
    let count = developers.get(run.developer);
    if (count === undefined) developers.set(run.developer, (count = { runs: 0, successfulRuns: 0 }));
    count.runs++;
    if (run.successful) count.successfulRuns++;
  }

  counts(): WeeklyCount[] {
    return byCodePoints(this.#weeks).flatMap(([week, developers]) =>
      byCodePoints(developers).map(([developer, count]) => ({ week, developer, ...count })),
    );
  }
}

function byCodePoints<Value>(map: ReadonlyMap<string, Value>): [string, Value][] {
  return [...map].toSorted(([a], [b]) => compareCodePoints(a, b));
}
