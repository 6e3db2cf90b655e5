import { checkTimeZone } from "./calendar-day.ts";
import { compareCodePoints } from "./code-points.ts";
import { definition } from "./definition.ts";
import { EventSource } from "./read/event-source.ts";
import type { RunOptions, WeeklyCount } from "./run.ts";
import { IdSet } from "./seen-ids.ts";

export interface CountOptions extends RunOptions {
  /** The task whose runs are counted; `ai-do` when left out. */
  readonly task?: string | undefined;
  /**
   * Count runs whose rows have the same `id` once. Up to 8,388,608 different ids are remembered, in 256 MiB at most (384 while they grow);
   * more are an error.
   */
  readonly dedupe?: boolean | undefined;
  /** How many threads may scan a large file; as many as the machine has cores when left out. */
  readonly threads?: number | undefined;
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
 * @param events events or rows; what {@link readEvents} returns is scanned rather than parsed, large files by several
 *   threads; runs without a usable timestamp are then added to its `skipped`, and repeated ids counted
 * @throws what reading the events throws, and RangeError for an unknown time zone
 */
export async function countRuns(
  events: AsyncIterable<unknown> | Iterable<unknown>,
  options: CountOptions = {},
): Promise<WeeklyCount[]> {
  const { task = definition.defaultTask, timeZone = "UTC", dedupe = false, threads } = options;
  checkTimeZone(timeZone);
  if (events instanceof EventSource) {
    const { countSource } = await import("./scan/count-source.ts");
    return countSource(events, { task, timeZone, strict: events.strict, dedupe }, threads);
  }
  const { ValueCounter } = await import("./scan/value-counter.ts");
  const counter = new ValueCounter({ task, timeZone, strict: false, dedupe }, new IdSet(dedupe));
  for await (const value of events) counter.add(value);
  return [...counter.result().counts];
}
