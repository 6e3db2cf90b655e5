import type { Figure, Report } from "../../report/report.ts";
import { figureText, signedText } from "../figure-text.ts";
import { element, escapeText, svgElement, textElement, type Drawing } from "./element.ts";
import { linearScale, ticks } from "./scale.ts";

export interface WaterfallOptions {
  readonly width?: number | undefined;
}

interface Row {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly kind: "up" | "down" | "none" | "week";
  readonly id: string;
}

const rowHeight = 26;
const top = 8;
const bottom = 26;
const labelWidth = 260;
const valueWidth = 70;
const maxLabelCharacters = 40;

/** From the week before to the last complete week, part by part. Grey is what can't be told from noise. */
export function drawWaterfall(report: Report, options: WaterfallOptions = {}): string {
  return svgElement(waterfallChart(report, options));
}

export function waterfallChart(report: Report, { width = 960 }: WaterfallOptions): Drawing {
  const rows = rowsOf(report);
  const height = top + rows.length * rowHeight + bottom;
  const ends = rows.flatMap(({ from, to }) => [from, to]);
  const [least, most] = [Math.min(...ends, Infinity), Math.max(...ends, -Infinity)];
  const pad = (most - least || 1) * 0.08;
  const x = linearScale([least - pad, most + pad], [labelWidth, width - valueWidth]);
  const content = [
    ...(rows.length === 0 ? [] : ticks(least - pad, most + pad, 9)).flatMap((value) => [
      element("line", { class: "grid", x1: x(value), x2: x(value), y1: top, y2: height - bottom }),
      textElement(
        { class: "quiet", x: x(value), y: height - 8, "text-anchor": "middle" },
        figureText({ value, unit: "runs/developer", n: null, of: "weeks" }),
      ),
    ]),
    ...rows.flatMap((row, index) => drawRow(row, index, index === rows.length - 1, x, width)),
  ];
  const said = rows.map(({ label, text }) => `${label} ${text}`).join("; ");
  const title = `${report.task}: what the change is made of`;
  return { width, height, title, description: said === "" ? "Nothing to take apart." : `${said}.`, content };
}

function rowsOf({ weeks, last }: Report): Row[] {
  const [before, after] = weeks.slice(-2);
  if (last === null || last.parts.length === 0 || !before || !after) return [];
  const weekRow = (week: string, figure: Figure): Row => {
    const value = figure.value ?? 0;
    return {
      label: week,
      from: value,
      to: value,
      text: figureText(figure),
      kind: "week",
      id: `weeks/${week}/per_developer`,
    };
  };
  const rows = [weekRow(before.week, before.per_developer)];
  let level = before.per_developer.value ?? 0;
  for (const { causes, value } of last.parts) {
    const from = level;
    level += value.value ?? 0;
    rows.push({
      label: causes.join(" + "),
      from,
      to: level,
      text: signedText(value),
      kind: kindOf(value),
      id: `last/parts/${causes.join(" + ")}/value`,
    });
  }
  return [...rows, weekRow(after.week, after.per_developer)];
}

/** Grey unless the part's interval keeps clear of 0. */
function kindOf({ interval }: Figure): Row["kind"] {
  if (!interval) return "none";
  if (interval[0] > 0) return "up";
  return interval[1] < 0 ? "down" : "none";
}

function drawRow(
  { label, from, to, text, kind, id }: Row,
  index: number,
  isLast: boolean,
  x: (value: number) => number,
  width: number,
): string[] {
  const y = top + index * rowHeight;
  const middle = y + rowHeight / 2;
  const cut = label.length > maxLabelCharacters ? `${label.slice(0, maxLabelCharacters - 1)}…` : label;
  const strong = kind === "week" ? "strong" : undefined;
  const mark =
    kind === "week"
      ? element("circle", { class: "dot", cx: x(to), cy: middle, r: 5 })
      : element(
          "rect",
          {
            class: kind,
            x: Math.min(x(from), x(to)),
            y: y + 5,
            width: Math.max(1, Math.abs(x(to) - x(from))),
            height: rowHeight - 10,
          },
          element("title", {}, escapeText(`${label}: ${text}`)),
        );
  return [
    textElement({ class: strong, x: labelWidth - 12, y: middle + 4, "text-anchor": "end" }, cut),
    mark,
    ...(isLast
      ? []
      : [element("line", { class: "grid", x1: x(to), x2: x(to), y1: middle, y2: middle + rowHeight })]),
    textElement(
      { class: strong, x: width - 8, y: middle + 4, "text-anchor": "end", "data-figure": id },
      text,
    ),
  ];
}
