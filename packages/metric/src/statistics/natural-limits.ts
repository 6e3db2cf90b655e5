import { minLimitWeeks } from "../limits.ts";

/** From a mean moving range of two to three standard deviations: 3 ∕ 1.128. */
const limitFactor = 2.66;
/** So many weeks in a row on one side of the centre are a shift, however small. */
const shiftWeeks = 8;

export interface NaturalLimits {
  readonly centre: number;
  readonly lower: number;
  readonly upper: number;
  readonly meanMovingRange: number;
}

/** What a week says against the weeks before it; `shift` is that the last eight lie on one side of their centre. */
export type Signal = "none" | "above the limits" | "below the limits" | "shift up" | "shift down";

/**
 * Limits of normal variation, XmR: the mean of the weeks ± 2.66 mean moving ranges (D. J. Wheeler, Understanding
 * Variation, 2nd edition, chapters 3–4; the factor is 3 ∕ d₂ of a range of two). What lies outside has a cause; what lies
 * within needs no explanation, and gets none.
 *
 * @param values the weeks before the one that is judged, oldest first
 * @returns null below {@link minLimitWeeks}
 */
export function naturalLimits(values: readonly number[]): NaturalLimits | null {
  const [first, ...rest] = values;
  if (first === undefined || values.length < minLimitWeeks) return null;
  const centre = values.reduce((sum, value) => sum + value, 0) / values.length;
  const ranges = rest.map((value, index) => Math.abs(value - (values[index] ?? value)));
  const meanMovingRange = ranges.reduce((sum, range) => sum + range, 0) / ranges.length;
  const reach = limitFactor * meanMovingRange;
  return { centre, lower: centre - reach, upper: centre + reach, meanMovingRange };
}

/** Wheeler's rules one (a week outside the limits) and two (eight in a row on one side of the centre). */
export function signalOf(limits: NaturalLimits, before: readonly number[], value: number): Signal {
  if (value > limits.upper) return "above the limits";
  if (value < limits.lower) return "below the limits";
  const last = [...before, value].slice(-shiftWeeks);
  if (last.length < shiftWeeks) return "none";
  if (last.every((week) => week > limits.centre)) return "shift up";
  if (last.every((week) => week < limits.centre)) return "shift down";
  return "none";
}
