import { element, figureWithInterval, intervalText, type WeekFigure } from "@astrolabe/metric";
import { smallChart } from "../chart/small-chart.ts";
import { shownWeeks } from "../chart/shown-weeks.ts";
import type { Point } from "../chart/week-line.ts";
import { figureElement, section, tableOf, text, type Table } from "../html.ts";
import type { PageModel } from "../page-model.ts";
import { plot } from "./plot.ts";

interface Measure {
  readonly name: string;
  readonly field: WeekFigure;
  readonly words: string;
}

const measures: readonly Measure[] = [
  { name: "Breadth", field: "active_developers", words: "active developers" },
  { name: "Depth", field: "per_developer", words: "runs per developer" },
  { name: "Frequency", field: "active_days", words: "active days each" },
  { name: "Efficiency", field: "success_rate", words: "of runs succeed" },
];

/** What the number is made of, each on the same weeks: more people, more each, more often, more of it successful. */
export function multiples(model: PageModel): string {
  return section("inputs", "What moves it", [
    element(
      "div",
      { class: "multiples" },
      measures.map((measure) => multiple(model, measure)),
    ),
  ]);
}

function multiple(model: PageModel, { name, field, words }: Measure): string {
  const { running } = model.report;
  const points = shownWeeks(model).map((week): Point => ({ week: week.week, figure: week[field] }));
  const now = running === null ? undefined : { week: running.week, figure: running[field] };
  const last = points.at(-1);
  const id = field.replaceAll("_", "-");
  return element("section", { class: "multiple", "aria-labelledby": `${id}-name` }, [
    text("h3", { id: `${id}-name` }, name),
    ...(last === undefined
      ? []
      : [
          element("p", { class: "measure" }, [
            figureElement("b", `weeks/${last.week}/${field}`, last.figure),
            ` ${words}`,
          ]),
        ]),
    plot(
      id,
      smallChart(`${name}: ${words}`, points, now),
      last === undefined ? "" : `${last.week}: ${figureWithInterval(last.figure)}`,
    ),
    tableOf(id, "As a table", measureTable(model, field, words, points)),
  ]);
}

function measureTable(
  { report: { running } }: PageModel,
  field: WeekFigure,
  words: string,
  points: readonly Point[],
): Table {
  const rows = points.map(({ week, figure }): readonly [string, ...string[]] => [
    week,
    figureElement("td", `weeks/${week}/${field}`, figure),
    text("td", {}, intervalText(figure)),
  ]);
  const now =
    running &&
    ([
      `${running.week}, running`,
      figureElement("td", `running/${field}`, running[field]),
      text("td", {}, intervalText(running[field])),
    ] as const);
  return {
    caption: words,
    head: ["week", words, "95 % interval"],
    rows: now === null ? rows.toReversed() : [now, ...rows.toReversed()],
  };
}
