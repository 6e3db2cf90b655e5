import { figureWithInterval, type Figure } from "@astrolabe/metric";
import {
  chartElement,
  createFrame,
  grid,
  highest,
  shownIntervals,
  stretched,
  tickText,
  weekAxis,
} from "./frame.ts";
import { band, dots, line, runningDot, type Point } from "./week-line.ts";

const height = 130;

/** One measure by week, small, beside others on the same weeks. */
export function smallChart(title: string, points: readonly Point[], running: Point | undefined): string {
  const unit = points.at(-1)?.figure.unit ?? "runs";
  const domain = domainOf(
    [...points, ...(running === undefined ? [] : [running])].map(({ figure }) => figure),
  );
  const frame = createFrame({ slots: points.length, top: 12, height, domain });
  const last = points.at(-1);
  const description =
    last === undefined
      ? "No complete week yet."
      : `${points[0]?.week} to ${last.week}; the last is ${figureWithInterval(last.figure)}.`;
  return chartElement(frame, { title: `${title}, by week`, description }, [
    ...grid(frame, 3, (value) => tickText({ value, unit, n: null, of: "weeks" })),
    ...weekAxis(
      frame,
      points.map(({ week }) => week),
      points.length > 26 ? 17 : 8,
    ),
    stretched(frame, [...band(frame, points), ...line(frame, points, "line")]),
    ...dots(frame, points),
    ...(running === undefined ? [] : runningDot(frame, running)),
  ]);
}

/** From 0, but for a share: between 90 and 95 % nothing would be seen. */
function domainOf(figures: readonly Figure[]): readonly [number, number] {
  if (!figures.some(({ unit }) => unit === "share")) return [0, highest(figures) * 1.08 || 1];
  const values = figures.flatMap(({ value }) => (value === null ? [] : [value]));
  const ends = figures.flatMap(({ interval }) => (interval ? [interval[0]] : [])).toSorted((a, b) => b - a);
  const low = Math.min(...values, ends[Math.ceil(shownIntervals * ends.length) - 1] ?? 1, 0.99);
  return [Math.max(0, Math.floor(low * 20) / 20), 1];
}
