import { element, figureWithInterval, weekColumns, type Report } from "@astrolabe/metric";
import { numberChart } from "../chart/number-chart.ts";
import { placeMarks, type PlacedMark } from "../chart/mark-signs.ts";
import { lastYear, shownWeeks } from "../chart/shown-weeks.ts";
import { figureElement, section, table, text, type Table } from "../html.ts";
import type { PageModel } from "../page-model.ts";
import { plot } from "./plot.ts";

/** The line, and all that it is drawn from. */
export function numberByWeek(model: PageModel): string {
  const marks = placeMarks(model);
  const said =
    "Band: 95 % interval. Dashed: limits of normal variation. Thin grey: the year before. Hollow: the running week.";
  return section("weeks", "By week", [
    plot("number", numberChart(model, marks), newest(model.report)),
    text("p", { class: "note" }, said),
    element("details", { id: "weeks-table" }, [
      text("summary", {}, "Every week as a table"),
      table(weeksTable(model)),
      ...(marks.length === 0 ? [] : [table(marksTable(marks))]),
    ]),
  ]);
}

function newest({ weeks }: Report): string {
  const week = weeks.at(-1);
  return week === undefined ? "" : `${week.week}: ${figureWithInterval(week.per_developer)}`;
}

function weeksTable(model: PageModel): Table {
  const { running } = model.report;
  const before = lastYear(model);
  const rows = shownWeeks(model).map((week, slot): readonly [string, ...string[]] => {
    const year = before[slot];
    return [
      week.week,
      ...weekColumns.map(([, field]) => figureElement("td", `weeks/${week.week}/${field}`, week[field])),
      year === undefined
        ? "<td></td>"
        : figureElement("td", `weeks/${year.week}/per_developer`, year.per_developer),
    ];
  });
  const now =
    running &&
    ([
      `${running.week}, running`,
      ...weekColumns.map(([, field]) => figureElement("td", `running/${field}`, running[field])),
      "<td></td>",
    ] as const);
  return {
    caption: `${model.report.task}, by week`,
    head: ["week", ...weekColumns.map(([title]) => title), "runs per developer, 52 weeks before"],
    rows: now === null ? rows.toReversed() : [now, ...rows.toReversed()],
  };
}

function marksTable(marks: readonly PlacedMark[]): Table {
  return {
    caption: "What happened",
    head: ["when", "week", "kind", "what"],
    rows: marks.map(({ mark, week }) => [
      mark.at.slice(0, 16).replace("T", " "),
      ...[week, mark.kind, mark.text].map((cell) => text("td", {}, cell)),
    ]),
  };
}
