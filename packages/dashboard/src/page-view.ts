import { definition } from "@astrolabe/metric";
import { longRangeWeeks, maxGoal, maxTaskLength, shortRangeWeeks } from "./limits.ts";

/** What a page shows: all of it stands in its address. */
export interface PageView {
  readonly task: string;
  /** Complete weeks on the axis. */
  readonly weeks: number;
  /** What the last week is broken down by. */
  readonly by: Breakdown;
  /** A goal for the number, in runs per developer; undefined without. */
  readonly goal: number | undefined;
}

export const breakdowns = ["version", "exit_code"] as const;
export type Breakdown = (typeof breakdowns)[number];
export const ranges: readonly number[] = [shortRangeWeeks, longRangeWeeks];

/** An address of the page that asks for what it doesn't have. */
export class ViewError extends Error {
  override readonly name = "ViewError";
}

/**
 * Reads the parameters of the page's address.
 *
 * @param goal the collector's, unless the address has one
 * @throws ViewError saying which parameter is wrong and what it may be
 */
export function parsePageView(
  parameters: readonly (readonly [name: string, value: string])[],
  goal?: number,
): PageView {
  const given = new Map<string, string>();
  for (const [name, value] of parameters) {
    if (!Object.hasOwn(parsers, name))
      throw new ViewError(`There is no parameter ${name}; task, weeks, by and goal are there.`);
    if (given.has(name)) throw new ViewError(`The parameter ${name} is there twice.`);
    // A form sends its empty fields, too.
    if (value !== "") given.set(name, value);
  }
  const parse = <Name extends keyof typeof parsers>(
    name: Name,
    without: ReturnType<(typeof parsers)[Name]>,
  ): ReturnType<(typeof parsers)[Name]> => {
    const text = given.get(name);
    return text === undefined ? without : (parsers[name](text) as ReturnType<(typeof parsers)[Name]>);
  };
  return {
    task: parse("task", definition.defaultTask),
    weeks: parse("weeks", longRangeWeeks),
    by: parse("by", "version"),
    goal: given.has("goal") ? parse("goal", 0) : goal,
  };
}

const parsers = {
  task(text: string): string {
    if (text.length <= maxTaskLength && !/\p{Cc}|\p{Cs}/u.test(text)) return text;
    throw new ViewError(`A task's name has at most ${maxTaskLength} characters and no control characters.`);
  },
  weeks(text: string): number {
    const weeks = ranges.find((range) => String(range) === text);
    if (weeks !== undefined) return weeks;
    throw new ViewError(`The page shows ${ranges.join(" or ")} weeks, not "${text.slice(0, 20)}".`);
  },
  by(text: string): Breakdown {
    const by = breakdowns.find((name) => name === text);
    if (by !== undefined) return by;
    throw new ViewError(
      `A week is broken down by ${breakdowns.join(" or ")}, not by "${text.slice(0, 20)}".`,
    );
  },
  goal: parseGoal,
} as const;

/** @throws ViewError when it is no number of runs per developer */
function parseGoal(text: string): number {
  const goal = Number(text);
  if (/^\d{1,5}(\.\d{1,6})?$/.test(text) && goal > 0 && goal <= maxGoal) return goal;
  throw new ViewError(`A goal is a number of runs per developer, from more than 0 to ${maxGoal}, e.g. 6.5.`);
}

/** The address of a page, or of what is exported of it, by its view with some of it changed. */
export function viewLink(view: PageView, changes: Partial<PageView> = {}, path = "/"): string {
  const { task, weeks, by, goal } = { ...view, ...changes };
  const parameters = new URLSearchParams();
  if (task !== definition.defaultTask) parameters.set("task", task);
  if (weeks !== longRangeWeeks) parameters.set("weeks", String(weeks));
  if (by !== "version") parameters.set("by", by);
  if (goal !== undefined) parameters.set("goal", String(goal));
  const query = parameters.toString();
  return query === "" ? path : `${path}?${query}`;
}
