import type { Report, ReportWeek } from "../report/report.ts";
import { figureText, figureWithInterval, notFollowed, signedText } from "./figure-text.ts";

/** Weeks of the table: enough to see a trend, few enough for a comment. */
const tableWeeks = 12;

export const weekColumns: readonly (readonly [title: string, field: WeekFigure])[] = [
  ["successful runs", "successful_runs"],
  ["runs", "runs"],
  ["active developers", "active_developers"],
  ["runs per developer", "per_developer"],
  ["success rate", "success_rate"],
  ["latency p50", "latency_p50"],
  ["latency p95", "latency_p95"],
  ["days per developer", "active_days"],
  ["median", "median"],
  ["p90", "p90"],
  ["top tenth", "top_tenth"],
  ["new", "new"],
  ["returning", "returning"],
  ["resurrected", "resurrected"],
  ["lost", "lost"],
];

/** The fields of a week that are figures. */
export type WeekFigure = Exclude<keyof ReportWeek, "week" | "exit_codes" | "versions">;

/** The report for a pull request, a wiki or an e-mail: GitHub's Markdown. */
export function drawMarkdown(report: Report): string {
  const { task, as_of, weeks, running, last, definition_version, min_group, trust } = report;
  const week = weeks.at(-1);
  if (week === undefined) return `No complete week of ${text(task)} yet, as of ${as_of}.\n`;
  const lines = [
    `## ${text(task)}, ${week.week}`,
    "",
    `**${figureWithInterval(week.per_developer)}** successful runs per active developer. ${last?.sentence ?? ""}`,
    "",
  ];
  if (last !== null && last.parts.length > 0) {
    const parts = last.parts.map(({ causes, value }) => [
      causes.join(" + "),
      signedText(value),
      figureText({ ...value, value: value.n, unit: "developers" }),
    ]);
    lines.push(
      ...table(
        ["of the change", "runs per developer", "developers"],
        [...parts, ["sum", signedText(last.change), ""]],
      ),
      "",
    );
  }
  const rows = weeks.slice(-tableWeeks).map((row) => [row.week, ...cellsOf(row)]);
  if (running !== null) rows.push([`${running.week}*`, ...cellsOf(running)]);
  lines.push(...table(["week", ...weekColumns.map(([title]) => title)], rows), "");
  if (running !== null) lines.push(`\\* still running; heading for ${figureWithInterval(running.pace)}.`, "");
  const others = trust.other_definitions.map(({ definition, per_developer }) => [
    definition,
    figureWithInterval(per_developer),
  ]);
  lines.push(...table(["runs per developer", week.week], others), "");
  lines.push(
    `As of ${as_of}, definition ${definition_version}; groups of fewer than ${min_group} developers are hidden; intervals are 95 %.` +
      (report.linkable ? "" : ` ${notFollowed}`),
  );
  return `${lines.join("\n")}\n`;
}

function cellsOf(row: ReportWeek): string[] {
  return weekColumns.map(([, field]) => figureText(row[field]));
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), `| --- |${" ---: |".repeat(head.length - 1)}`, ...rows.map(line)];
}

/** Names come from events: nothing in them may act as markup. */
function text(value: string): string {
  return value.replace(/[\\`*_{}[\]<>()#|!~&]/g, "\\$&").replace(/\s+/g, " ");
}
