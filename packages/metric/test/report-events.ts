import type { Random } from "./random.ts";

/** Monday of a week in epoch milliseconds, counted from that of 2026-06-01 (week 0 is 2026-W23). */
export function mondayMs(week: number): number {
  return Date.UTC(2026, 5, 1) + week * 7 * 86_400_000;
}

export interface PlannedRun {
  readonly developer: string;
  readonly week: number;
  /** 0 is Monday. */
  readonly day?: number;
  readonly exitCode?: number;
  readonly version?: string;
  readonly ci?: boolean;
  readonly latencyMs?: number;
}

export function event({
  developer,
  week,
  day = 2,
  exitCode = 0,
  version,
  ci,
  latencyMs,
}: PlannedRun): object {
  return {
    name: "ai-do",
    developer,
    exit_code: exitCode,
    end_ts: (mondayMs(week) + day * 86_400_000 + 3_600_000) / 1000,
    ...(version !== undefined && { version }),
    ...(ci !== undefined && { ci }),
    ...(latencyMs !== undefined && { latency_ms: latencyMs }),
  };
}

export interface Habit {
  readonly developer: string;
  /** Mean runs of a week. */
  readonly runs: number;
  /** Of the runs, how many succeed. */
  readonly rate: number;
  readonly version: string;
}

/** The events of people in a week, each run on a day of its own choosing. */
export function weekOf(random: Random, week: number, habits: readonly Habit[]): object[] {
  return habits.flatMap(({ developer, runs, rate, version }) =>
    Array.from({ length: random.poisson(runs) }, () =>
      event({
        developer,
        week,
        day: Math.floor(random.uniform() * 5),
        exitCode: random.uniform() < rate ? 0 : 1,
        version,
        latencyMs: Math.round(1000 * Math.exp(random.normal())),
      }),
    ),
  );
}
