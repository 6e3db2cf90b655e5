import { maxReportExitCodes, maxReportVersions } from "../limits.ts";
import { latencyQuantileMs } from "../statistics/latency-bucket.ts";
import { meanInterval } from "../statistics/mean-interval.ts";
import { shareInterval } from "../statistics/share-interval.ts";
import { ifShown, noFigure, overDevelopers, overRuns } from "./figure.ts";
import { foldSmallGroups, type Group } from "./fold-small-groups.ts";
import type { DeveloperWeek } from "./group-developers.ts";
import { flowFigures, type Flow } from "./developer-flow.ts";
import type { Figure, ReportWeek, VersionRow } from "./report.ts";

export interface WeekFacts {
  readonly week: string;
  readonly developers: readonly DeveloperWeek[];
  readonly latencies: ReadonlyMap<number, number>;
  readonly flow: Flow;
  readonly minGroup: number;
}

/** The row of a week. Where fewer developers than the smallest group shown were at work, all of it is hidden. */
export function weekRow({ week, developers, latencies, flow, minGroup }: WeekFacts): ReportWeek {
  const active = developers.filter(({ successes }) => successes > 0);
  const counts = active.map(({ successes }) => successes).toSorted((a, b) => a - b);
  const successes = sum(counts);
  const runs = sum(developers.map((developer) => developer.runs));
  const rate = successRate(developers);
  const ofActive = (figure: Figure): Figure => ifShown(figure, active.length, minGroup);
  const ofAll = (figure: Figure): Figure => {
    const shown = ifShown(ofActive(figure), developers.length, minGroup);
    // How many only failed is a group of its own: the difference of two counts must not show a small one.
    const failedOnly = developers.length - active.length;
    return shown.why === undefined && failedOnly > 0 && failedOnly < minGroup ? { ...shown, n: null } : shown;
  };
  const known = sum([...latencies.values()]);
  const latency = (share: number): Figure => {
    const ms = latencyQuantileMs(latencies, share);
    return ofActive(ms === null ? noFigure("ms", "nothing", "runs") : overRuns(ms, "ms", known));
  };
  return {
    week,
    successful_runs: ofActive(overDevelopers(successes, "runs", active.length)),
    runs: ofAll(overDevelopers(runs, "runs", developers.length)),
    active_developers: ofActive(overDevelopers(active.length, "developers", active.length)),
    per_developer: ofActive(meanFigure(counts, "runs/developer")),
    success_rate: ofAll(rate),
    latency_p50: latency(0.5),
    latency_p95: latency(0.95),
    active_days: ofActive(meanFigure(active.map(daysOf), "days/developer", 7)),
    median: ofActive(quantile(counts, 0.5, minGroup)),
    p90: ofActive(quantile(counts, 0.9, minGroup)),
    top_tenth: ofActive(topTenth(counts, minGroup)),
    ...flowFigures(flow, minGroup),
    exit_codes: exitCodes(developers, minGroup),
    versions: versionRows(developers, minGroup),
  };
}

/** A mean over developers, each of whom gives at least 1. */
export function meanFigure(
  values: readonly number[],
  unit: "runs/developer" | "days/developer",
  most: number = Infinity,
): Figure {
  if (values.length === 0) return noFigure(unit, "nothing");
  const interval = meanInterval(values);
  const within = interval && ([Math.max(1, interval[0]), Math.min(most, interval[1])] as const);
  return overDevelopers(sum(values) / values.length, unit, values.length, within);
}

function successRate(developers: readonly Pick<DeveloperWeek, "runs" | "successes">[]): Figure {
  const runs = sum(developers.map((developer) => developer.runs));
  if (runs === 0) return noFigure("share", "nothing");
  const clusters = developers.map((developer) => ({ part: developer.successes, whole: developer.runs }));
  const share = sum(developers.map(({ successes }) => successes)) / runs;
  return overDevelopers(share, "share", developers.length, shareInterval(clusters));
}

function daysOf({ successesByDay }: DeveloperWeek): number {
  return successesByDay.filter((count) => count > 0).length;
}

/** A quantile is the value of one developer: it is shown when a group lies on either side of it. */
function quantile(sorted: readonly number[], share: number, minGroup: number): Figure {
  const value = sorted[Math.ceil(share * sorted.length) - 1];
  if (value === undefined) return noFigure("runs", "nothing");
  const smallerSide = Math.floor(sorted.length * Math.min(share, 1 - share) + 1e-9);
  return smallerSide < minGroup && minGroup > 1
    ? noFigure("runs", "hidden")
    : overDevelopers(value, "runs", sorted.length);
}

function topTenth(sorted: readonly number[], minGroup: number): Figure {
  if (sorted.length === 0) return noFigure("share", "nothing");
  const top = sorted.slice(-Math.ceil(sorted.length / 10));
  return ifShown(overDevelopers(sum(top) / sum(sorted), "share", sorted.length), top.length, minGroup);
}

function exitCodes(developers: readonly DeveloperWeek[], minGroup: number): ReportWeek["exit_codes"] {
  const groups = new Map<string, Group<DeveloperWeek>>();
  for (const developer of developers) {
    if (developer.successes > 0) addTo(groups, "0", developer, developer.successes);
    for (const { code, count } of developer.failures) addTo(groups, code, developer, count);
  }
  return foldSmallGroups(groups, maxReportExitCodes, minGroup).map(({ name, members, weight, hidden }) => ({
    code: name,
    runs: hidden ? noFigure("runs", "hidden") : overDevelopers(weight, "runs", members.size),
  }));
}

function versionRows(developers: readonly DeveloperWeek[], minGroup: number): VersionRow[] {
  const groups = new Map<string, Group<DeveloperWeek>>();
  for (const developer of developers) {
    for (const { version, runs } of developer.versions)
      addTo(groups, version || "not known", developer, runs);
  }
  return foldSmallGroups(groups, maxReportVersions, minGroup).map(
    ({ name, names, members, weight, hidden }) => {
      const ofNames = new Set(names);
      const counts = [...members].map(({ versions }) => {
        const ofGroup = versions.filter(({ version }) => ofNames.has(version || "not known"));
        return {
          runs: sum(ofGroup.map(({ runs }) => runs)),
          successes: sum(ofGroup.map(({ successes }) => successes)),
        };
      });
      return {
        version: name,
        runs: hidden ? noFigure("runs", "hidden") : overDevelopers(weight, "runs", members.size),
        success_rate: hidden ? noFigure("share", "hidden") : successRate(counts),
      };
    },
  );
}

function addTo<Member>(
  groups: Map<string, Group<Member>>,
  name: string,
  member: Member,
  weight: number,
): void {
  const group = groups.get(name);
  if (group === undefined) groups.set(name, { members: new Set([member]), weight });
  else {
    group.members.add(member);
    group.weight += weight;
  }
}

function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
