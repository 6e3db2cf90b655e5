import type { WeeklyCount } from "@astrolabe/metric";
import type { EventStore } from "@astrolabe/store";
import { patiently } from "../patiently.ts";

/** Runs by task, week and developer, each `[runs, successfulRuns]`. */
export type Counts = ReadonlyMap<string, readonly [number, number]>;

/** What a store says the metric is made of. */
export async function readCounts(store: EventStore): Promise<Counts> {
  const counts = new Map<string, readonly [number, number]>();
  for (const task of await patiently(() => store.tasks(Number.MAX_SAFE_INTEGER))) {
    for (const count of await patiently(() => store.weeklyCounts({ task }))) {
      counts.set(keyOf(task, count), [count.runs, count.successfulRuns]);
    }
  }
  return counts;
}

function keyOf(task: string, { week, developer }: WeeklyCount): string {
  return JSON.stringify([task, week, developer]);
}

/** How the target's counts stand to those of the source before and after the target was looked at. */
export interface Comparison {
  /** Counts of a developer in a week that are the same on both sides. */
  readonly equal: number;
  /** Those that changed at the source meanwhile, and of which the target's lies between. */
  readonly moving: number;
  /** Where the target has more: it holds rows that the source has not. */
  readonly more: number;
  /** Where the target has less. */
  readonly fewer: number;
}

/**
 * The source goes on taking rows, so it is looked at before and after. A count that was the same both times must be the
 * target's; any other bounds it.
 */
export function compareCounts(before: Counts, target: Counts, after: Counts): Comparison {
  let equal = 0;
  let moving = 0;
  let more = 0;
  let fewer = 0;
  for (const key of new Set([...before.keys(), ...target.keys(), ...after.keys()])) {
    const from = before.get(key) ?? [0, 0];
    const to = after.get(key) ?? [0, 0];
    const found = target.get(key) ?? [0, 0];
    const places = [0, 1] as const;
    if (places.some((place) => found[place] < Math.min(from[place], to[place]))) fewer += 1;
    else if (places.some((place) => found[place] > Math.max(from[place], to[place]))) more += 1;
    else if (places.every((place) => from[place] === to[place])) equal += 1;
    else moving += 1;
  }
  return { equal, moving, more, fewer };
}
