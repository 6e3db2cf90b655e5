import type { Figure, Report } from "../../report/report.ts";
import { figureText, figureWithInterval, intervalText } from "../figure-text.ts";
import { chartStyle, plainChartStyle } from "./chart-style.ts";
import { element, escapeText, svgElement, textElement, type Drawing } from "./element.ts";
import { lineChart } from "./line-chart.ts";
import { waterfallChart } from "./waterfall-chart.ts";

const width = 960;
const padding = 20;

export interface PictureOptions {
  /** Light whatever the reader prefers, in CSS that every program knows; when left out, as the reader prefers. */
  readonly theme?: "light" | undefined;
}

/** The report in one picture that stands alone: number, interval, sentence, line, waterfall, and what it holds for. */
export function drawPicture(report: Report, options: PictureOptions = {}): string {
  const { task, weeks, last, as_of, definition_version, min_group } = report;
  const week = weeks.at(-1);
  const inner = width - 2 * padding;
  const line = lineChart(report, "per_developer", { width: inner, height: 280 });
  const waterfall = waterfallChart(report, { width: inner });
  const headTop = 126;
  const waterfallTop = headTop + line.height + 14;
  const height = waterfallTop + (last?.parts.length ? waterfall.height + 10 : 0) + 30;
  const number = week === undefined ? "–" : figureText(week.per_developer);
  const foot = `${weekInputs(report)} · as of ${as_of.slice(0, 16)}Z · definition ${definition_version} · groups under ${min_group} hidden`;
  const content = [
    element("style", {}, options.theme === "light" ? plainChartStyle() : chartStyle),
    element("rect", { class: "ground", x: 0, y: 0, width, height }),
    textElement({ class: "quiet", x: padding, y: 30 }, `${task} · ${week?.week ?? "no complete week yet"}`),
    textElement({ class: "headline", x: padding, y: 68, ...figureId(week?.week, "per_developer") }, number),
    textElement(
      { x: padding + 24 + number.length * 20, y: 66 },
      week === undefined ? "" : `successful runs per active developer${intervalSaid(week.per_developer)}`,
    ),
    textElement({ class: "strong", x: padding, y: 98 }, last?.sentence ?? ""),
    place(line, headTop),
    textElement(
      { class: "quiet", x: width - padding, y: headTop - 4, "text-anchor": "end" },
      "band: 95 % interval · dashed: limits of normal variation · hollow: running week and where it is heading",
    ),
    ...(last?.parts.length ? [place(waterfall, waterfallTop)] : []),
    textElement({ class: "quiet", x: padding, y: height - 12 }, foot),
  ];
  const said =
    week === undefined ? "No complete week yet." : `${week.week}: ${figureWithInterval(week.per_developer)}.`;
  const description = `${said} ${last?.sentence ?? ""} ${line.description} ${waterfall.description}`;
  return svgElement({
    width,
    height,
    title: `${task}: successful runs per active developer`,
    description,
    content,
  });
}

function place({ title, description, content }: Drawing, y: number): string {
  const named = [element("title", {}, escapeText(title)), element("desc", {}, escapeText(description))];
  return element("g", { transform: `translate(${padding} ${y})` }, [...named, ...content]);
}

function figureId(week: string | undefined, field: string): Readonly<Record<string, string>> {
  return week === undefined ? {} : { "data-figure": `weeks/${week}/${field}` };
}

function intervalSaid(figure: Figure): string {
  const interval = intervalText(figure);
  return interval === "" ? "" : ` · 95 % interval ${interval}`;
}

function weekInputs({ weeks }: Report): string {
  const week = weeks.at(-1);
  if (week === undefined) return "";
  const { successful_runs, runs, active_developers } = week;
  return `${figureText(successful_runs)} of ${figureText(runs)} runs succeeded, ${figureText(active_developers)} active developers`;
}
