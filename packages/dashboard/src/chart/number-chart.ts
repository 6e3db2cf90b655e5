import {
  element,
  escapeText,
  figureText,
  figureWithInterval,
  type Figure,
  type Report,
} from "@astrolabe/metric";
import type { PageModel } from "../page-model.ts";
import {
  chartElement,
  createFrame,
  grid,
  highest,
  stretched,
  tickText,
  weekAxis,
  type Frame,
} from "./frame.ts";
import { markRoom, markSigns, type PlacedMark } from "./mark-signs.ts";
import { lastYear, shownWeeks } from "./shown-weeks.ts";
import { figureLabel, sideLabels, type SideLabel } from "./side-labels.ts";
import { band, dots, line, runningDot, type Point } from "./week-line.ts";

const plotHeight = 300;

/** The number by week: its interval, limits, goal, last year, what happened, and the running week apart. */
export function numberChart(model: PageModel, marks: readonly PlacedMark[]): string {
  const { report, view } = model;
  const { running, last } = report;
  const points = shownWeeks(model).map(({ week, per_developer }): Point => ({ week, figure: per_developer }));
  const ghost = lastYear(model).map((row, slot): Point => ({
    week: row?.week ?? String(slot),
    figure: row?.per_developer ?? nothing,
  }));
  const goal = view.goal === undefined ? undefined : { ...nothing, value: view.goal };
  const most = highest([
    ...points.map(({ figure }) => figure),
    running?.per_developer,
    running?.pace,
    last?.limits.upper,
    goal,
    ...ghost.map(({ figure: { value } }): Figure => ({ ...nothing, value })),
  ]);
  const top = markRoom(marks) + 12;
  const frame = createFrame({
    slots: points.length,
    top,
    height: plotHeight + top,
    domain: [0, most * 1.05 || 1],
  });
  const content = [
    ...grid(frame, 5, (value) => tickText({ ...nothing, value })),
    ...weekAxis(
      frame,
      points.map(({ week }) => week),
      view.weeks > 26 ? 6 : 4,
    ),
    ...markSigns(frame, marks),
    stretched(frame, [
      ...band(frame, points),
      ...line(frame, ghost, "ghost"),
      ...(last === null ? [] : limitLines(frame, last)),
      ...(view.goal === undefined ? [] : [level(frame, "goal", view.goal, `goal: ${view.goal}`)]),
      ...line(frame, points, "line"),
    ]),
    ...dots(frame, points),
    ...(running === null
      ? []
      : runningDot(frame, { week: running.week, figure: running.per_developer }, running.pace)),
    ...sideLabels(frame, labels(frame, model, points, ghost)),
  ];
  return chartElement(
    frame,
    { title: "Successful runs per active developer, by week", description: describe(points) },
    content,
  );
}

const nothing: Figure = { value: null, unit: "runs/developer", n: null, of: "weeks", why: "nothing" };

function limitLines(frame: Frame, { limits }: NonNullable<Report["last"]>): string[] {
  const { centre, lower, upper } = limits;
  return Object.entries({ centre, lower, upper }).flatMap(([name, figure]) =>
    figure.value === null
      ? []
      : [
          level(
            frame,
            name === "centre" ? "limit centre" : "limit",
            figure.value,
            `${name} of normal variation: ${figureText(figure)}`,
          ),
        ],
  );
}

function level({ y }: Frame, kind: string, value: number, said: string): string {
  return element(
    "line",
    { class: kind, x1: 0, x2: 1000, y1: y(value), y2: y(value) },
    element("title", {}, escapeText(said)),
  );
}

function labels(
  frame: Frame,
  { report: { last }, view }: PageModel,
  points: readonly Point[],
  ghost: readonly Point[],
): SideLabel[] {
  const newest = points.at(-1);
  const before = ghost.findLast(({ figure }) => figure.value !== null);
  return [
    ...(newest === undefined
      ? []
      : figureLabel(frame, "value", newest.week, `weeks/${newest.week}/per_developer`, newest.figure)),
    ...(last === null
      ? []
      : [
          ...figureLabel(frame, "quiet", "upper limit", "last/limits/upper", last.limits.upper),
          ...figureLabel(frame, "quiet", "usual", "last/limits/centre", last.limits.centre),
          ...figureLabel(frame, "quiet", "lower limit", "last/limits/lower", last.limits.lower),
        ]),
    ...(view.goal === undefined
      ? []
      : [{ y: frame.y(view.goal), kind: "goal", number: String(view.goal), words: "goal" } as const]),
    ...(before === undefined
      ? []
      : figureLabel(frame, "quiet", "last year", `weeks/${before.week}/per_developer`, before.figure)),
  ];
}

function describe(points: readonly Point[]): string {
  const last = points.at(-1);
  if (last === undefined) return "No complete week yet.";
  return `${points[0]?.week} to ${last.week}; the last is ${figureWithInterval(last.figure)}.`;
}
