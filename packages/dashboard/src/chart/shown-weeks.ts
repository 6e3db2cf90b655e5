import { isoWeek, msPerWeek, weekStartMs, type ReportWeek } from "@astrolabe/metric";
import type { PageModel } from "../page-model.ts";

const weeksOfAYear = 52;

/** The complete weeks on the axis, oldest first. */
export function shownWeeks({ report, view }: Pick<PageModel, "report" | "view">): readonly ReportWeek[] {
  return report.weeks.slice(-view.weeks);
}

/** For each week on the axis, the one 52 weeks before it: it begins on the same weekday of nearly the same date. */
export function lastYear(model: PageModel): (ReportWeek | undefined)[] {
  const known = new Map(model.report.weeks.map((week) => [week.week, week]));
  return shownWeeks(model).map(({ week }) =>
    known.get(isoWeek(weekStartMs(week) - weeksOfAYear * msPerWeek)),
  );
}
