import { retentionWeeks } from "../limits.ts";
import { hiddenFlows, type Flow } from "./developer-flow.ts";
import { noFigure, overDevelopers } from "./figure.ts";
import type { Cohort } from "./report.ts";

interface Age {
  readonly week: string;
  readonly count: number;
  hidden: boolean;
}

/**
 * Who stayed, by the week they were first seen in: the last {@link retentionWeeks} complete weeks. A number is hidden
 * where those who stayed or those who didn't are a small group, where the size of the cohort is hidden, and where it
 * could be worked out from a week's active developers and the cohorts shown.
 *
 * @param weeks complete weeks, oldest first
 */
export function retention(
  weeks: readonly string[],
  flows: ReadonlyMap<string, Flow>,
  minGroup: number,
): Cohort[] {
  const window = weeks.slice(-retentionWeeks);
  const isSmall = (count: number): boolean => count > 0 && count < minGroup;
  const cohorts = window.flatMap((week, index) => {
    const flow = flows.get(week);
    if (flow === undefined || flow.new === null) return [];
    const members = flow.new;
    const hidden = hiddenFlows(flow, minGroup).has("new");
    const ages = window.slice(index + 1).map((later): Age => {
      const count = members.filter((name) => flows.get(later)?.active.has(name)).length;
      return { week: later, count, hidden: hidden || isSmall(count) || isSmall(members.length - count) };
    });
    return [{ week, size: members.length, hidden, ages }];
  });
  for (const week of window) {
    hideDifferences(
      cohorts.flatMap(({ ages }) => ages.filter((age) => age.week === week)),
      // Those first seen in the week itself are shown, or hidden, as a cohort.
      (flows.get(week)?.active.size ?? 0) - (flows.get(week)?.new?.length ?? 0),
      minGroup,
    );
  }
  return cohorts.map(({ week, size, hidden, ages }) => ({
    week,
    developers: hidden ? noFigure("developers", "hidden") : overDevelopers(size, "developers", size),
    active_after: ages.map((age) =>
      age.hidden ? noFigure("developers", "hidden") : overDevelopers(age.count, "developers", size),
    ),
  }));
}

/** What is left of a week's active developers when those shown are subtracted must not be a small group. */
function hideDifferences(ages: readonly Age[], active: number, minGroup: number): void {
  const left = (): number => active - ages.reduce((sum, { count, hidden }) => sum + (hidden ? 0 : count), 0);
  while (left() > 0 && left() < minGroup) {
    const [smallest] = ages.filter(({ hidden }) => !hidden).toSorted((a, b) => a.count - b.count);
    if (smallest === undefined) return;
    smallest.hidden = true;
  }
}
