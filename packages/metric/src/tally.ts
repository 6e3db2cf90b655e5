import { compareCodePoints } from "./code-points.ts";
import type { WeeklyCount } from "./run.ts";

interface Count {
  runs: number;
  successfulRuns: number;
}

/** Runs by developer and week, in maps: a developer may be called `constructor`. */
export class Tally {
  readonly #developers = new Map<string, Map<string, Count>>();

  add(week: string, developer: string, runs: number, successfulRuns: number): void {
    let weeks = this.#developers.get(developer);
    if (weeks === undefined) this.#developers.set(developer, (weeks = new Map()));
    const count = weeks.get(week);
    if (count === undefined) {
      weeks.set(week, { runs, successfulRuns });
    } else {
      count.runs += runs;
      count.successfulRuns += successfulRuns;
    }
  }

  /** Sorted by week, then developer in code point order. */
  counts(): WeeklyCount[] {
    // Each developer is sorted once, and not once a week.
    const developers = [...this.#developers].toSorted(([a], [b]) => compareCodePoints(a, b));
    const byWeek = new Map<string, WeeklyCount[]>();
    for (const [developer, weeks] of developers) {
      for (const [week, { runs, successfulRuns }] of weeks) {
        let counts = byWeek.get(week);
        if (counts === undefined) byWeek.set(week, (counts = []));
        counts.push({ week, developer, runs, successfulRuns });
      }
    }
    return [...byWeek].toSorted(([a], [b]) => compareCodePoints(a, b)).flatMap(([, counts]) => counts);
  }
}
