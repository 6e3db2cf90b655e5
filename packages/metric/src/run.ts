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
