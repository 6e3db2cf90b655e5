import {
  element,
  figureText,
  signedText,
  type Figure,
  type Report,
  type ReportWeek,
} from "@astrolabe/metric";
import { percentScale, stepBar, type Step } from "../chart/bar.ts";
import { figureElement, section, tableHead, text, unlinkable } from "../html.ts";
import type { PageModel } from "../page-model.ts";

interface Row extends Step {
  readonly name: string;
  readonly cell: string;
  readonly interval: string;
}

/** The change, taken apart: a table whose bars are a waterfall. */
export function why({ report }: PageModel): string {
  const { last, weeks } = report;
  const [before, after] = weeks.slice(-2);
  if (last === null || before === undefined || after === undefined) {
    return section("why", "Why", [
      text("p", { class: "note" }, "There is one complete week: nothing to compare it with yet."),
    ]);
  }
  const title = `Why: ${before.week} to ${after.week}`;
  if (last.parts.length === 0) {
    const nothing = report.linkable
      ? `Nothing to take apart: ${last.sentence}.`
      : `Not known: ${unlinkable}.`;
    return section("why", title, [text("p", { class: "note" }, nothing)]);
  }
  const rows = rowsOf(last, before, after);
  const x = percentScale(rows.flatMap(({ from, to }) => [from, to]));
  const body = rows.map((row, index) =>
    element("tr", { class: row.kind }, [
      text("th", { scope: "row" }, row.name),
      element(
        "td",
        { class: "drawn" },
        stepBar(x, row, index === 0 ? "first" : index === rows.length - 1 ? "last" : "between"),
      ),
      row.cell,
      text("td", { class: "wide" }, row.interval),
    ]),
  );
  return section("why", title, [
    element("table", { class: "drawn-table" }, [
      text("caption", { class: "hidden" }, "Of what the change is made"),
      tableHead(["", "", "runs per developer", "95 % interval"]),
      element("tbody", {}, body),
    ]),
    text("p", { class: "note" }, "The parts sum to the change. Grey: not to be told from noise."),
  ]);
}

function rowsOf({ parts }: NonNullable<Report["last"]>, before: ReportWeek, after: ReportWeek): Row[] {
  const rows = [weekRow(before)];
  let level = before.per_developer.value ?? 0;
  for (const { causes, value } of parts) {
    const name = causes.join(" + ");
    const from = level;
    level += value.value ?? 0;
    rows.push({
      name,
      from,
      to: level,
      kind: kindOf(value),
      cell: figureElement("td", `last/parts/${name}/value`, value, signedText),
      interval: value.interval?.map((end) => signedText({ ...value, value: end })).join(" … ") ?? "",
    });
  }
  return [...rows, weekRow(after)];
}

function weekRow({ week, per_developer }: ReportWeek): Row {
  const value = per_developer.value ?? 0;
  const cell = figureElement("td", `weeks/${week}/per_developer`, per_developer, figureText);
  return { name: week, from: value, to: value, kind: "week", cell, interval: "" };
}

/** Only a part whose interval keeps clear of 0 has a colour. */
function kindOf({ interval }: Figure): Step["kind"] {
  if (!interval) return "noise";
  if (interval[0] > 0) return "up";
  return interval[1] < 0 ? "down" : "noise";
}
