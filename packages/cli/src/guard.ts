import type { Figure, Report } from "@astrolabe/metric";

/** A condition on a measure of the last complete week, e.g. `success_rate>=0.9`. */
export interface Guard {
  /** As it was given. */
  readonly text: string;
  readonly measure: GuardMeasure;
  readonly comparison: Comparison;
  readonly bound: number;
}

export type GuardMeasure =
  | "per_developer"
  | "success_rate"
  | "successful_runs"
  | "runs"
  | "active_developers"
  | "active_days"
  | "latency_p50"
  | "latency_p95";

export const guardMeasures: readonly GuardMeasure[] = [
  "per_developer",
  "success_rate",
  "successful_runs",
  "runs",
  "active_developers",
  "active_days",
  "latency_p50",
  "latency_p95",
];

type Comparison = ">=" | ">" | "<=" | "<";

const comparisons: Readonly<Record<Comparison, (value: number, bound: number) => boolean>> = {
  ">=": (value, bound) => value >= bound,
  ">": (value, bound) => value > bound,
  "<=": (value, bound) => value <= bound,
  "<": (value, bound) => value < bound,
};

/** @returns null when the text is no condition on a known measure */
export function parseGuard(text: string): Guard | null {
  const [, name, comparison, bound] = /^\s*(\w+)\s*(>=|>|<=|<)\s*(-?\d+(?:\.\d+)?)\s*$/.exec(text) ?? [];
  const measure = guardMeasures.find((known) => known === name);
  if (measure === undefined || comparison === undefined) return null;
  return { text, measure, comparison: comparison as Comparison, bound: Number(bound) };
}

/** Which of the guards break, and which can't be checked, each in words. */
export function unmetGuards(
  report: Report,
  guards: readonly Guard[],
): { readonly broken: readonly string[]; readonly unknown: readonly string[] } {
  const week = report.weeks.at(-1);
  const broken: string[] = [];
  const unknown: string[] = [];
  for (const { text, measure, comparison, bound } of guards) {
    const figure: Figure | undefined = week?.[measure];
    const value = figure?.value ?? null;
    if (value === null)
      unknown.push(`${text}: ${measure} is ${figure?.why ?? "not there without a complete week"}`);
    else if (!comparisons[comparison](value, bound))
      broken.push(`${text}: ${measure} of ${week?.week} is ${value}`);
  }
  return { broken, unknown };
}
