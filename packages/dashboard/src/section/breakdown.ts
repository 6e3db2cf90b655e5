import { element, intervalText, type Figure, type ReportWeek } from "@astrolabe/metric";
import { intervalBar, percentScale, shareBar } from "../chart/bar.ts";
import { figureElement, section, tableHead, text } from "../html.ts";
import type { PageModel } from "../page-model.ts";
import { breakdowns, viewLink, type Breakdown } from "../page-view.ts";

const names: Readonly<Record<Breakdown, string>> = { version: "version", exit_code: "exit code" };

/** The runs of the last complete week by version of the tool or by how they ended. */
export function breakdown({ report, view }: PageModel): string {
  const week = report.weeks.at(-1);
  if (week === undefined) return "";
  const choices = breakdowns.map((by) =>
    by === view.by
      ? text("span", { class: "chosen", "aria-current": "true" }, names[by])
      : element("a", { href: viewLink(view, { by }), "data-swap": "" }, names[by]),
  );
  return section("breakdown", `Runs of ${week.week}`, [
    element("p", { class: "choices" }, ["by ", ...choices]),
    view.by === "version" ? versions(week) : exitCodes(week),
  ]);
}

function versions({ week, versions: rows, success_rate }: ReportWeek): string {
  if (rows.length === 0) return none();
  const rates = rows.flatMap(({ success_rate: { value, interval } }) => [
    ...(value === null ? [] : [value]),
    ...(interval ?? []),
  ]);
  const x = percentScale([...rates, success_rate.value ?? 1]);
  return drawnTable(
    "Runs by version of the tool",
    ["version", "runs", "", "succeeded", ""],
    rows.map(({ version, runs, success_rate: rate }) => [
      version,
      figureElement("td", `weeks/${week}/versions/${version}/runs`, runs),
      element(
        "td",
        { class: "drawn" },
        rate.value === null ? "" : intervalBar(x, rate.value, rate.interval, success_rate.value ?? undefined),
      ),
      figureElement("td", `weeks/${week}/versions/${version}/success_rate`, rate),
      text("td", { class: "wide quiet" }, intervalText(rate)),
    ]),
  );
}

function exitCodes({ week, exit_codes: rows, runs: all }: ReportWeek): string {
  if (rows.length === 0) return none();
  const shareOf = ({ value }: Figure): number | null =>
    value === null || !all.value ? null : value / all.value;
  return drawnTable(
    "Runs by exit code",
    ["exit code", "runs", ""],
    rows.map(({ code, runs }) => {
      const share = shareOf(runs);
      return [
        code,
        figureElement("td", `weeks/${week}/exit_codes/${code}/runs`, runs),
        element("td", { class: "drawn" }, share === null ? "" : shareBar(share)),
      ];
    }),
  );
}

function none(): string {
  return text("p", { class: "note" }, "Nothing to show of this week.");
}

function drawnTable(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly [string, ...string[]])[],
): string {
  return element("table", { class: "drawn-table" }, [
    text("caption", { class: "hidden" }, caption),
    tableHead(head),
    element(
      "tbody",
      {},
      rows.map(([name, ...cells]) => element("tr", {}, [text("th", { scope: "row" }, name), ...cells])),
    ),
  ]);
}
