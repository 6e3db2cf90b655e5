import { maxPaceWeeks } from "../limits.ts";
import { pace } from "../statistics/pace.ts";
import { noFigure, overDevelopers } from "./figure.ts";
import type { DeveloperWeek, DevelopersByWeek } from "./group-developers.ts";
import type { Figure } from "./report.ts";

/**
 * Where the running week's north star will be at its end, from its whole days so far.
 *
 * @param days whole days that are over
 * @param complete complete weeks, oldest first
 */
export function paceFigure(
  week: string,
  days: number,
  complete: readonly string[],
  developers: DevelopersByWeek,
  minGroup: number,
): Figure {
  const unit = "runs/developer";
  const now = upTo(developers.get(week) ?? [], days);
  if (now.active === 0) return noFigure(unit, "nothing");
  if (now.active < minGroup) return noFigure(unit, "hidden");
  const history = complete.slice(-maxPaceWeeks).map((past) => {
    const entries = developers.get(past) ?? [];
    return { soFar: upTo(entries, days).perDeveloper, end: upTo(entries, 7).perDeveloper };
  });
  const estimate = pace(now.perDeveloper, history);
  if (estimate === null) return noFigure(unit, "too few");
  return overDevelopers(estimate.estimate, unit, now.active, estimate.interval);
}

/** Runs per active developer of the first days of a week; 0 when nobody was active. */
function upTo(developers: readonly DeveloperWeek[], days: number): { active: number; perDeveloper: number } {
  let active = 0;
  let total = 0;
  for (const { successesByDay } of developers) {
    let runs = 0;
    for (let day = 0; day < days; day++) runs += successesByDay[day] ?? 0;
    total += runs;
    if (runs > 0) active++;
  }
  return { active, perDeveloper: active === 0 ? 0 : total / active };
}

/** Whole days of a week that are over at a calendar day, given as days since 1970-01-01: Monday has none behind it. */
export function daysOver(day: number): number {
  return (day + 3) % 7;
}
