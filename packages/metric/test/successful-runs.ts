import type { WeeklyCount } from "../src/run.ts";

/** The counts in the reference's form. */
export function successfulRuns(counts: readonly WeeklyCount[]): Record<string, Record<string, number>> {
  const developers = new Map<string, Map<string, number>>();
  for (const { developer, week, successfulRuns: runs } of counts) {
    if (runs === 0) continue;
    const weeks = developers.get(developer) ?? new Map<string, number>();
    developers.set(developer, weeks.set(week, runs));
  }
  return Object.fromEntries(
    [...developers].map(([developer, weeks]) => [developer, Object.fromEntries(weeks)]),
  );
}
