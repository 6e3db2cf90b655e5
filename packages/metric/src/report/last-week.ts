import { maxLimitWeeks } from "../limits.ts";
import { changeInterval, type Pair } from "../statistics/change-interval.ts";
import { naturalLimits, signalOf } from "../statistics/natural-limits.ts";
import { changeParts } from "./change-parts.ts";
import { changeSentence } from "./change-sentence.ts";
import type { Flow } from "./developer-flow.ts";
import { explainChange, type Change } from "./explain-change.ts";
import { noFigure, overDevelopers } from "./figure.ts";
import type { DevelopersByWeek, DeveloperWeek } from "./group-developers.ts";
import type { Figure, LastWeek, ReportWeek } from "./report.ts";

export interface LastWeekFacts {
  /** Complete weeks that the report shows, oldest first. */
  readonly rows: readonly ReportWeek[];
  readonly developers: DevelopersByWeek;
  readonly flow: Flow;
  /** Without it nobody is in both weeks: the interval is that of two samples, and a change has no parts. */
  readonly linkable: boolean;
  readonly minGroup: number;
}

/** What the last complete week says against the one before it and against the window; null when there aren't two. */
export function lastWeek({ rows, developers, flow, linkable, minGroup }: LastWeekFacts): LastWeek | null {
  const [previous, last] = rows.slice(-2);
  if (previous === undefined || last === undefined) return null;
  const weeks = { week: last.week, previous_week: previous.week };
  const limits = limitsOf(rows);
  const none = (why: "hidden" | "nothing"): LastWeek => {
    const change = noFigure("runs/developer", why);
    return { ...weeks, change, ...changeSentence(change, linkable), parts: [], limits };
  };
  if (flow.active.size === 0 || flow.before === null || flow.before.size === 0) return none("nothing");
  if (Math.min(flow.active.size, flow.before.size) < minGroup) return none("hidden");
  const changes = changesOf(developers.get(previous.week) ?? [], developers.get(last.week) ?? [], flow);
  const pairs = changes.map(({ before, after }): Pair => [before?.successes ?? 0, after?.successes ?? 0]);
  const { change, interval } = changeInterval(pairs);
  const figure: Figure = overDevelopers(change, "runs/developer", flow.active.size, interval);
  const parts = linkable ? changeParts(explainChange(changes), flow, minGroup) : [];
  return { ...weeks, change: figure, ...changeSentence(figure, linkable), parts, limits };
}

/** The developers active in either week. */
function changesOf(before: readonly DeveloperWeek[], after: readonly DeveloperWeek[], flow: Flow): Change[] {
  const isActive = ({ successes }: DeveloperWeek): boolean => successes > 0;
  const previous = new Map(before.filter(isActive).map((entry) => [entry.developer, entry]));
  const isNew = new Set(flow.new);
  const now = after.filter(isActive).map((entry): Change => {
    const earlier = previous.get(entry.developer);
    const arrival = earlier !== undefined ? "stayed" : isNew.has(entry.developer) ? "new" : "resurrected";
    return { before: earlier, after: entry, arrival };
  });
  const lost = [...previous.values()].filter(({ developer }) => !flow.active.has(developer));
  return [...now, ...lost.map((entry): Change => ({ before: entry, after: undefined, arrival: "lost" }))];
}

function limitsOf(rows: readonly ReportWeek[]): LastWeek["limits"] {
  const known = (row: ReportWeek): number[] =>
    row.per_developer.value === null ? [] : [row.per_developer.value];
  const before = rows.slice(0, -1).flatMap(known).slice(-maxLimitWeeks);
  const limits = naturalLimits(before);
  const value = rows.at(-1)?.per_developer.value ?? null;
  if (limits === null) {
    const none = noFigure("runs/developer", "too few", "weeks");
    return { centre: none, lower: none, upper: none, signal: "not known" };
  }
  const overWeeks = (limit: number): Figure => ({
    value: limit,
    unit: "runs/developer",
    n: before.length,
    of: "weeks",
  });
  return {
    centre: overWeeks(limits.centre),
    lower: overWeeks(limits.lower),
    upper: overWeeks(limits.upper),
    signal: value === null ? "not known" : signalOf(limits, before, value),
  };
}
