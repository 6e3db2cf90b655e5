import {
  element,
  escapeText,
  figureText,
  intervalText,
  type Report,
  type ReportWeek,
} from "@astrolabe/metric";
import { figureElement, text } from "../html.ts";
import type { PageModel } from "../page-model.ts";
import { ruler } from "../chart/ruler.ts";

/** The number, how sure it is, and whether it changed. */
export function headline(model: PageModel): string {
  const { report } = model;
  const week = report.weeks.at(-1);
  if (week === undefined) return "";
  const { last } = report;
  const id = `weeks/${week.week}/per_developer`;
  return element("section", { class: "headline", "aria-labelledby": "number" }, [
    element("p", { class: "eyebrow" }, escapeText(`${report.task} · ${week.week}`)),
    element("div", { class: "hero" }, [
      element("h1", { id: "number" }, [
        figureElement("span", id, week.per_developer, figureText, { class: "number" }),
        text("span", { class: "unit" }, "successful runs per active developer"),
      ]),
      element("div", { class: "sure" }, sure(model, week)),
    ]),
    ...(last === null
      ? []
      : [text("p", { class: `sentence ${verdictClass(last)}` }, `${capital(last.sentence)}.`)]),
    inputs(week, last),
  ]);
}

function sure({ report, view, sending }: PageModel, week: ReportWeek): string[] {
  const { value, n, why } = week.per_developer;
  if (value === null) {
    const hidden = `Fewer than ${report.min_group} developers were active: that is hidden.`;
    const advice = sending === undefined ? "" : " astrolabe serve --min-group 1 shows it to you.";
    return [text("p", {}, why === "hidden" ? hidden + advice : "Nobody was active in this week.")];
  }
  const from = n === null ? "" : `, from ${n.toLocaleString("en")} developers`;
  const interval = intervalText(week.per_developer);
  return [
    text("p", {}, interval === "" ? `Too few for an interval${from}` : `95 % interval ${interval}${from}`),
    ruler(report, week, view.goal),
    text("p", { class: "key" }, "grey: usual range · bar: 95 % interval · ring: the week before"),
  ];
}

function verdictClass({ verdict }: NonNullable<Report["last"]>): string {
  return verdict === "up" || verdict === "down" ? verdict : "flat";
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

function inputs(week: ReportWeek, last: Report["last"]): string {
  const cell = (
    field: "successful_runs" | "runs" | "success_rate" | "active_developers" | "new" | "lost",
  ): string => figureElement("b", `weeks/${week.week}/${field}`, week[field]);
  const parts = [
    `${cell("successful_runs")} of ${cell("runs")} runs succeeded (${cell("success_rate")})`,
    `${cell("active_developers")} active developers: ${cell("new")} new, ${cell("lost")} lost`,
    ...(last === null ? [] : [escapeText(signalText(last))]),
  ];
  return element("p", { class: "inputs" }, parts.join(" · "));
}

function signalText({ limits: { signal } }: NonNullable<Report["last"]>): string {
  if (signal === "not known") return "limits of normal variation not known yet";
  if (signal === "none") return "within normal variation";
  // `above the limits`, or `shift up`.
  return signal.endsWith("limits")
    ? `${signal} of normal variation`
    : `${signal}: eight weeks on one side of the usual`;
}
