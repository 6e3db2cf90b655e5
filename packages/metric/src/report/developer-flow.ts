import { noFigure, overDevelopers } from "./figure.ts";
import type { DevelopersByWeek } from "./group-developers.ts";
import type { Figure } from "./report.ts";

/** Who came, stayed and went from the week before to a week. Null where the weeks known don't reach back far enough, and, but for `before`, where nobody can be followed. */
export interface Flow {
  readonly active: ReadonlySet<string>;
  readonly before: ReadonlySet<string> | null;
  readonly new: readonly string[] | null;
  readonly returning: readonly string[] | null;
  readonly resurrected: readonly string[] | null;
  readonly lost: readonly string[] | null;
}

/** The flow of each of `weeks`, which follow each other and begin with the first week known. */
export function developerFlows(
  weeks: readonly string[],
  developers: DevelopersByWeek,
  linkable: boolean,
): Map<string, Flow> {
  const flows = new Map<string, Flow>();
  const seen = new Set<string>();
  let before: ReadonlySet<string> | null = null;
  for (const week of weeks) {
    const active = new Set(
      developers.get(week)?.flatMap(({ successes, developer }) => (successes > 0 ? [developer] : [])),
    );
    const previous: ReadonlySet<string> | null = before;
    const followed = linkable ? previous : null;
    const names = [...active];
    flows.set(week, {
      active,
      before: previous,
      new: followed && names.filter((name) => !seen.has(name)),
      returning: followed && names.filter((name) => followed.has(name)),
      resurrected: followed && names.filter((name) => seen.has(name) && !followed.has(name)),
      lost: followed && [...followed].filter((name) => !active.has(name)),
    });
    for (const name of active) seen.add(name);
    before = active;
  }
  return flows;
}

type FlowName = "new" | "returning" | "resurrected" | "lost";

/**
 * The sizes of a flow that can be shown. new + returning + resurrected are the active developers of the week, and
 * returning + lost those of the week before: where a small group is hidden, others of its sum are hidden with it, until
 * those hidden are a group together.
 */
export function hiddenFlows(flow: Flow, minGroup: number): ReadonlySet<FlowName> {
  const size = (name: FlowName): number => flow[name]?.length ?? 0;
  const names: readonly FlowName[] = ["new", "returning", "resurrected", "lost"];
  const isSmall = (count: number): boolean => count > 0 && count < minGroup;
  if (isSmall(flow.active.size)) return new Set(names);
  const hidden = new Set(names.filter((name) => isSmall(size(name))));
  const sums: readonly (readonly FlowName[])[] = [
    ["new", "returning", "resurrected"],
    ["returning", "lost"],
  ];
  for (let before = -1; before !== hidden.size;) {
    before = hidden.size;
    for (const addends of sums) {
      const gone = addends.filter((name) => hidden.has(name));
      const together = gone.reduce((sum, name) => sum + size(name), 0);
      if (gone.length === 0 || (gone.length > 1 && together >= minGroup)) continue;
      const [next] = addends.filter((name) => !hidden.has(name)).toSorted((a, b) => size(a) - size(b));
      if (next !== undefined) hidden.add(next);
    }
  }
  return hidden;
}

export function flowFigures(flow: Flow, minGroup: number): Readonly<Record<FlowName, Figure>> {
  const hidden = hiddenFlows(flow, minGroup);
  const figure = (name: FlowName): Figure => {
    const developers = flow[name];
    if (developers === null) return noFigure("developers", "not known");
    if (hidden.has(name)) return noFigure("developers", "hidden");
    const n = name === "lost" ? (flow.before?.size ?? 0) : flow.active.size;
    return overDevelopers(developers.length, "developers", n);
  };
  return {
    new: figure("new"),
    returning: figure("returning"),
    resurrected: figure("resurrected"),
    lost: figure("lost"),
  };
}
