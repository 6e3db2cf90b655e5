import { compareCodePoints } from "./code-points.ts";
import type { WeeklyCount } from "./run.ts";

/** Runs by week and developer, in maps: a developer may be called `constructor`. */
export class Tally {
  readonly #weeks = new Map<string, Map<string, { runs: number; successfulRuns: number }>>();

  add({ week, developer, runs, successfulRuns }: WeeklyCount): void {
    let developers = this.#weeks.get(week);
    if (developers === undefined) this.#weeks.set(week, (developers = new Map()));
    let count = developers.get(developer);
    if (count === undefined) developers.set(developer, (count = { runs: 0, successfulRuns: 0 }));
    count.runs += runs;
    count.successfulRuns += successfulRuns;
  }

  /** Sorted by week, then developer in code point order. */
  counts(): WeeklyCount[] {
    return byCodePoints(this.#weeks).flatMap(([week, developers]) =>
      byCodePoints(developers).map(([developer, count]) => ({ week, developer, ...count })),
    );
  }
}

function byCodePoints<Value>(map: ReadonlyMap<string, Value>): [string, Value][] {
  return [...map].toSorted(([a], [b]) => compareCodePoints(a, b));
}
