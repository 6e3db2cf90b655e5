import {
  element,
  escapeText,
  figureText,
  figureWithInterval,
  linearScale,
  type Report,
  type ReportWeek,
} from "@astrolabe/metric";
import { percent } from "./frame.ts";

const height = 32;
const middle = 16;

/** The number on a line: its interval, where it was a week before, and what is usual. No more than a glance. */
export function ruler({ last, weeks }: Report, week: ReportWeek, goal: number | undefined): string {
  const { value, interval } = week.per_developer;
  if (value === null) return "";
  const limits = last?.limits;
  const before = weeks.at(-2)?.per_developer;
  const [low, high] = interval ?? [value, value];
  const ends = [low, high, before?.value, limits?.lower.value, limits?.upper.value, goal].filter(
    (end) => typeof end === "number",
  );
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  const pad = (most - least || 1) * 0.08;
  const x = linearScale([least - pad, most + pad], [0, 100]);
  const span = (name: string, [from, to]: readonly [number, number], y: number, thick: number): string =>
    element("rect", {
      class: name,
      x: percent(x(from)),
      y: y - thick / 2,
      width: percent(x(to) - x(from)),
      height: thick,
    });
  const { lower, upper } = limits ?? {};
  const said = `${figureWithInterval(week.per_developer)}${before?.value == null ? "" : `; the week before ${figureText(before)}`}`;
  return element("svg", { class: "ruler", width: "100%", height, role: "img", "aria-label": said }, [
    element("title", {}, escapeText(said)),
    ...(lower?.value == null || upper?.value == null
      ? []
      : [span("usual", [lower.value, upper.value], middle, 22)]),
    ...(interval ? [span("interval", interval, middle, 6)] : []),
    ...(before?.value == null
      ? []
      : [element("circle", { class: "before", cx: percent(x(before.value)), cy: middle, r: 4.5 })]),
    ...(goal === undefined
      ? []
      : [
          element("line", {
            class: "goal",
            x1: percent(x(goal)),
            x2: percent(x(goal)),
            y1: middle - 13,
            y2: middle + 13,
          }),
        ]),
    element("circle", { class: "dot", cx: percent(x(value)), cy: middle, r: 6 }),
  ]);
}
