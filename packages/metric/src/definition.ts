export interface Definition {
  /** Counts up with every change of meaning. */
  readonly version: number;
  /** The task that is counted when none is named. */
  readonly defaultTask: string;
  readonly run: string;
  readonly successfulRun: string;
  readonly timestamp: string;
  readonly developer: string;
  readonly week: string;
  readonly activeDeveloper: string;
  readonly northStar: string;
  readonly successRate: string;
}

/**
 * What is counted, said in words, once. The code beside it (`run.ts`, `timestamp.ts`, `developer.ts`, `week.ts`,
 * `north-star.ts`) does what these sentences say.
 */
export const definition: Definition = {
  version: 1,
  defaultTask: "ai-do",
  run: "A run of task T is an event whose name is T, whose exit_code is a number, and that has a usable timestamp.",
  successfulRun: "A successful run is a run whose exit_code is 0.",
  timestamp:
    "A run's timestamp is the first of end_ts, timestamp, ts and time that is not absent, null, false, 0 or empty; " +
    "an event whose timestamp can't be used is skipped.",
  developer:
    "A run's developer is the first of developer, user and username that is a non-empty string or a non-zero number, " +
    "else unknown.",
  week: "A run's week is the ISO 8601 week of its timestamp, in UTC unless another time zone is asked for.",
  activeDeveloper: "An active developer of a week has at least one successful run of T in it.",
  northStar: "The north star metric of a week is its successful runs divided by its active developers.",
  successRate: "The success rate of a week is its successful runs divided by its runs.",
};
