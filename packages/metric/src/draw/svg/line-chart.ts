import type { Figure, Report } from "../../report/report.ts";
import { figureText, figureWithInterval } from "../figure-text.ts";
import { weekColumns, type WeekFigure } from "../markdown.ts";
import { element, svgElement, textElement, type Drawing } from "./element.ts";
import { linearScale, ticks } from "./scale.ts";

export interface LineChartOptions {
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  /** Draws the limits of normal variation; they are those of `per_developer`. */
  readonly limits?: boolean | undefined;
}

interface Point {
  readonly week: string;
  readonly figure: Figure;
}

const margin = { top: 12, right: 20, bottom: 26, left: 52 };
/** Where a few intervals are far wider than the rest, the axis ends at this share of them, and they are cut. */
const shownIntervals = 0.9;

/** A figure of the weeks as a line, with its interval as a band; the running week is hollow and not joined to it. */
export function drawLineChart(report: Report, measure: WeekFigure, options: LineChartOptions = {}): string {
  return svgElement(lineChart(report, measure, options));
}

export function lineChart(report: Report, measure: WeekFigure, options: LineChartOptions): Drawing {
  const { width = 960, height = 300, limits = measure === "per_developer" } = options;
  const { weeks, running, last } = report;
  const points = weeks.map((row): Point => ({ week: row.week, figure: row[measure] }));
  const name = weekColumns.find(([, field]) => field === measure)?.[0] ?? measure;
  const now = running?.[measure];
  const pace = measure === "per_developer" ? running?.pace : undefined;
  const shownLimits = limits ? last?.limits : undefined;
  const most = greatest(points, [now, pace, shownLimits?.upper]);
  const x = linearScale([0, Math.max(1, points.length)], [margin.left, width - margin.right]);
  const y = linearScale([0, most], [height - margin.bottom, margin.top]);
  const unit = points.at(-1)?.figure.unit ?? "runs";
  const label = (value: number): string =>
    figureText({ value, unit: axisUnit(unit, most), n: null, of: "weeks" });
  const clip = `clip-${measure}`;
  const content = [
    element(
      "clipPath",
      { id: clip },
      element("rect", {
        x: margin.left,
        y: margin.top - 6,
        width,
        height: height - margin.bottom - margin.top + 6,
      }),
    ),
    ...ticks(0, most, 6).flatMap((value) => [
      element("line", {
        class: "grid",
        x1: margin.left,
        x2: width - margin.right,
        y1: y(value),
        y2: y(value),
      }),
      textElement(
        { class: "quiet", x: margin.left - 8, y: y(value) + 4, "text-anchor": "end" },
        label(value),
      ),
    ]),
    ...weekLabels(points, x, height),
    ...(shownLimits === undefined ? [] : limitLines(shownLimits, y, [margin.left, width - margin.right])),
    element("g", { "clip-path": `url(#${clip})` }, bands(points, x, y)),
    ...lines(points, x, y),
    ...points.map((point, index) => dot(point, index, points.length, x, y)),
    ...(running === null || now === undefined
      ? []
      : runningMark(running.week, now, pace, x(points.length), y)),
  ];
  const lastPoint = points.at(-1);
  const description =
    lastPoint === undefined
      ? "No complete week yet."
      : `${name} by week, ${points[0]?.week} to ${lastPoint.week}. The last is ${figureWithInterval(lastPoint.figure)}.`;
  return { width, height, title: `${report.task}: ${name} by week`, description, content };
}

/** Where the axis ends: room for every value and for most of the intervals. */
function greatest(points: readonly Point[], others: readonly (Figure | undefined)[]): number {
  const values = [...points.map(({ figure }) => figure), ...others].map((figure) => figure?.value ?? 0);
  const ends = points.map(({ figure }) => figure.interval?.[1] ?? 0).toSorted((a, b) => a - b);
  const end = ends[Math.ceil(shownIntervals * ends.length) - 1] ?? 0;
  const paceEnd = others[1]?.interval?.[1] ?? 0;
  return Math.max(...values, end, paceEnd) * 1.05 || 1;
}

/** Whole numbers where the axis is long enough for them. */
function axisUnit(unit: Figure["unit"], most: number): Figure["unit"] {
  return (unit === "runs/developer" || unit === "days/developer") && most > 8 ? "runs" : unit;
}

function weekLabels(points: readonly Point[], x: (index: number) => number, height: number): string[] {
  const apart = Math.max(1, Math.ceil(points.length / 8));
  return points.flatMap(({ week }, index) =>
    (points.length - 1 - index) % apart === 0
      ? [textElement({ class: "quiet", x: x(index), y: height - 8, "text-anchor": "middle" }, week)]
      : [],
  );
}

function limitLines(
  { centre, lower, upper }: NonNullable<Report["last"]>["limits"],
  y: (value: number) => number,
  [x1, x2]: readonly [number, number],
): string[] {
  return Object.entries({ centre, lower, upper }).flatMap(([name, figure]) =>
    figure.value === null
      ? []
      : [
          element(
            "line",
            {
              class: "limit",
              x1,
              x2,
              y1: y(figure.value),
              y2: y(figure.value),
              "data-figure": `last/limits/${name}`,
            },
            element("title", {}, `${name} of normal variation: ${figureText(figure)}`),
          ),
        ],
  );
}

/** Runs of points that follow each other and have what is asked for, with their places. */
function stretches(
  points: readonly Point[],
  has: (figure: Figure) => boolean,
): (readonly (readonly [index: number, figure: Figure])[])[] {
  const found: (readonly [number, Figure])[][] = [[]];
  for (const [index, { figure }] of points.entries()) {
    if (has(figure)) found.at(-1)?.push([index, figure]);
    else if (found.at(-1)?.length) found.push([]);
  }
  return found.filter(({ length }) => length > 0);
}

function bands(
  points: readonly Point[],
  x: (index: number) => number,
  y: (value: number) => number,
): string[] {
  return stretches(points, ({ interval }) => Boolean(interval)).map((stretch) => {
    const edge = (end: 0 | 1): string[] =>
      stretch.map(
        ([index, { interval }]) =>
          `${Math.round(x(index) * 10) / 10},${Math.round(y(interval?.[end] ?? 0) * 10) / 10}`,
      );
    return element("path", { class: "band", d: `M${[...edge(1), ...edge(0).toReversed()].join("L")}Z` });
  });
}

function lines(
  points: readonly Point[],
  x: (index: number) => number,
  y: (value: number) => number,
): string[] {
  return stretches(points, ({ value }) => value !== null).map((stretch) =>
    element("polyline", {
      class: "line",
      points: stretch
        .map(
          ([index, { value }]) => `${Math.round(x(index) * 10) / 10},${Math.round(y(value ?? 0) * 10) / 10}`,
        )
        .join(" "),
    }),
  );
}

/** Every week can be pointed at; the last one is marked, too. */
function dot(
  { week, figure }: Point,
  index: number,
  count: number,
  x: (index: number) => number,
  y: (value: number) => number,
): string {
  if (figure.value === null) return "";
  const isLast = index === count - 1;
  return element(
    "circle",
    {
      class: isLast ? "dot" : "hit",
      cx: x(index),
      cy: y(figure.value),
      r: isLast ? 4 : 6,
      "data-week": week,
    },
    element("title", {}, `${week}: ${figureWithInterval(figure)}`),
  );
}

function runningMark(
  week: string,
  now: Figure,
  pace: Figure | undefined,
  x: number,
  y: (value: number) => number,
): string[] {
  const whisker = pace?.interval
    ? [element("line", { class: "pace", x1: x, x2: x, y1: y(pace.interval[0]), y2: y(pace.interval[1]) })]
    : [];
  if (now.value === null) return whisker;
  const heading =
    pace === undefined || pace.value === null ? "" : `, heading for ${figureWithInterval(pace)}`;
  return [
    ...whisker,
    element(
      "circle",
      { class: "hollow", cx: x, cy: y(now.value), r: 4, "data-week": week },
      element("title", {}, `${week}, still running: ${figureText(now)}${heading}`),
    ),
  ];
}
