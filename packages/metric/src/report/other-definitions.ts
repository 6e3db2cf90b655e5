import { ifShown, noFigure, overDevelopers } from "./figure.ts";
import type { DevelopersByWeek, DeveloperWeek } from "./group-developers.ts";
import type { Figure, OtherDefinition, Trust } from "./report.ts";
import { meanFigure } from "./week-row.ts";

/**
 * The north star of a week under other definitions, so that a number which hangs on one of them is seen to. Each is
 * hidden where the developers in whom it differs are a small group: the difference would show what they did.
 */
export function otherDefinitions(
  ofWeek: readonly DeveloperWeek[],
  all: DevelopersByWeek,
  options: { readonly lastWeek: string; readonly linkable: boolean; readonly minGroup: number },
): Trust["other_definitions"] {
  const { lastWeek, linkable, minGroup } = options;
  const active = ofWeek.filter(({ successes }) => successes > 0);
  const shown = (figure: Figure, differing: number): Figure =>
    active.length === 0
      ? noFigure("runs/developer", "nothing")
      : ifShown(ifShown(figure, differing, minGroup), active.length, minGroup);

  const outsideCi = active.map((entry) => entry.successes - entry.ciSuccesses).filter((count) => count > 0);
  const inCi = active.filter((entry) => entry.ciSuccesses > 0).length;

  const once = seenOnce(all, lastWeek);
  const repeated = active.filter(({ developer }) => !once.has(developer));

  const { capped, touched } = capTop(active, minGroup);

  const successes = active.reduce((sum, entry) => sum + entry.successes, 0);
  const ofAnyRun = overDevelopers(successes / ofWeek.length, "runs/developer", ofWeek.length);

  const rows: readonly (readonly [OtherDefinition, Figure])[] = [
    ["without continuous integration", shown(meanOf(outsideCi), inCi)],
    [
      "without developers seen once",
      linkable
        ? shown(meanOf(repeated.map((entry) => entry.successes)), active.length - repeated.length)
        : noFigure("runs/developer", "not known"),
    ],
    ["top 1 % capped", shown(meanOf(capped), touched)],
    ["any run makes a developer active", shown(ofAnyRun, ofWeek.length - active.length)],
  ];
  return rows.map(([definition, per_developer]) => ({ definition, per_developer }));
}

function meanOf(counts: readonly number[]): Figure {
  return meanFigure(
    counts.toSorted((a, b) => a - b),
    "runs/developer",
  );
}

/** Developers with a single run in all weeks up to the last: often machines that exist for one job. */
function seenOnce(all: DevelopersByWeek, lastWeek: string): Set<string> {
  const runs = new Map<string, number>();
  for (const [week, developers] of all) {
    if (week > lastWeek) continue;
    for (const entry of developers) runs.set(entry.developer, (runs.get(entry.developer) ?? 0) + entry.runs);
  }
  return new Set([...runs].flatMap(([developer, count]) => (count === 1 ? [developer] : [])));
}

/** The most active 1 % count as much as the next; they are at least a group that can be shown. */
function capTop(active: readonly DeveloperWeek[], minGroup: number): { capped: number[]; touched: number } {
  const counts = active.map(({ successes }) => successes).toSorted((a, b) => b - a);
  const top = Math.max(Math.ceil(counts.length / 100), minGroup);
  const cap = counts[top] ?? counts.at(-1) ?? 0;
  return {
    capped: counts.map((count) => Math.min(count, cap)),
    touched: counts.filter((count) => count > cap).length,
  };
}
