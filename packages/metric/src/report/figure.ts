import type { Interval } from "../statistics/interval.ts";
import type { Figure, Unit, Why } from "./report.ts";

/** A figure over so many developers. */
export function overDevelopers(value: number, unit: Unit, n: number, interval?: Interval | null): Figure {
  return { value, unit, n, of: "developers", ...(interval !== undefined && { interval }) };
}

/** A figure over so many runs. */
export function overRuns(value: number, unit: Unit, n: number): Figure {
  return { value, unit, n, of: "runs" };
}

export function noFigure(unit: Unit, why: Why, of: Figure["of"] = "developers"): Figure {
  return { value: null, unit, n: null, of, why };
}

/** The figure of a group, if it is large enough to be shown. Nobody is no group: 0 hides nothing. */
export function ifShown(figure: Figure, groupSize: number, minGroup: number): Figure {
  return groupSize > 0 && groupSize < minGroup ? noFigure(figure.unit, "hidden", figure.of) : figure;
}
