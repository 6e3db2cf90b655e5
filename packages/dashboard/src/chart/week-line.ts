import { element, escapeText, figureText, figureWithInterval, type Figure } from "@astrolabe/metric";
import { percent, type Frame } from "./frame.ts";

/** A figure of a week, and where it stands in the report. */
export interface Point {
  readonly week: string;
  readonly figure: Figure;
}

/** The interval as a band; it has a gap where there is none. */
export function band(frame: Frame, points: readonly Point[]): string[] {
  return stretches(points, ({ interval }) => Boolean(interval)).map((stretch) => {
    const edge = (end: 0 | 1): string[] =>
      stretch.map(([slot, { interval }]) => place(frame, slot, interval?.[end] ?? 0));
    const d = `M${[...edge(1), ...edge(0).toReversed()].join("L")}Z`;
    return element("path", { class: "band", d });
  });
}

/** The values as a line; it has a gap where there is none. */
export function line(frame: Frame, points: readonly Point[], kind: "line" | "ghost"): string[] {
  return stretches(points, ({ value }) => value !== null).map((stretch) => {
    const places = stretch.map(([slot, { value }]) => place(frame, slot, value ?? 0));
    return element("polyline", { class: kind, points: places.join(" ") });
  });
}

/** Every week can be pointed at, and says what it is; the last one is marked, and one that no line leads to. */
export function dots({ x, y }: Frame, points: readonly Point[]): string[] {
  return points.flatMap(({ week, figure }, slot) => {
    if (figure.value === null) return [];
    const isLone = [slot - 1, slot + 1].every((beside) => (points[beside]?.figure.value ?? null) === null);
    const isMarked = isLone || slot === points.length - 1;
    const said = element("title", {}, escapeText(`${week}: ${figureWithInterval(figure)}`));
    return [
      element(
        "circle",
        {
          class: isMarked ? "dot" : "hit",
          cx: percent(x(slot)),
          cy: y(figure.value),
          r: isMarked ? 4 : 5,
          "data-week": week,
        },
        said,
      ),
    ];
  });
}

/** The running week: hollow, joined to nothing, with where it is heading. */
export function runningDot({ x, y, slots }: Frame, { week, figure }: Point, pace?: Figure): string[] {
  const at = percent(x(slots));
  const marks: string[] = [];
  if (pace?.value !== undefined && pace.value !== null) {
    const [low, high] = pace.interval ?? [pace.value, pace.value];
    marks.push(
      element("line", { class: "pace", x1: at, x2: at, y1: y(low), y2: y(high) }),
      element("circle", { class: "pace-end", cx: at, cy: y(pace.value), r: 2.5 }),
    );
  }
  if (figure.value === null) return marks;
  const heading =
    pace === undefined || pace.value === null ? "" : `, heading for ${figureWithInterval(pace)}`;
  const said = `${week}, still running: ${figureText(figure)}${heading}`;
  return [
    ...marks,
    element(
      "circle",
      { class: "hollow", cx: at, cy: y(figure.value), r: 4, "data-week": week },
      element("title", {}, escapeText(said)),
    ),
  ];
}

function place({ x, y }: Frame, slot: number, value: number): string {
  return `${Math.round(x(slot) * 100) / 10},${Math.round(y(value) * 10) / 10}`;
}

/** Points that follow each other and have what is asked for, with their slots. */
function stretches(
  points: readonly Point[],
  has: (figure: Figure) => boolean,
): (readonly (readonly [slot: number, figure: Figure])[])[] {
  const found: (readonly [number, Figure])[][] = [[]];
  for (const [slot, { figure }] of points.entries()) {
    if (has(figure)) found.at(-1)?.push([slot, figure]);
    else if (found.at(-1)?.length) found.push([]);
  }
  return found.filter(({ length }) => length > 0);
}
