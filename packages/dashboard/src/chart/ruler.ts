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
  const beforeValue = weeks.at(-2)?.per_developer.value ?? null;
  const [low, high] = interval ?? [value, value];
  const ends = [low, high, beforeValue, limits?.lower.value, limits?.upper.value, goal].filter(
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
  const usual = [limits?.lower.value ?? null, limits?.upper.value ?? null] as const;
  const said = `${figureWithInterval(week.per_developer)}${beforeValue === null ? "" : `; the week before ${figureText({ ...week.per_developer, value: beforeValue })}`}`;
  return element("svg", { class: "ruler", width: "100%", height, role: "img", "aria-label": said }, [
    element("title", {}, escapeText(said)),
    ...(usual[0] === null || usual[1] === null ? [] : [span("usual", [usual[0], usual[1]], middle, 22)]),
    ...(interval ? [span("interval", interval, middle, 6)] : []),
    ...(beforeValue === null
      ? []
      : [element("circle", { class: "before", cx: percent(x(beforeValue)), cy: middle, r: 4.5 })]),
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
