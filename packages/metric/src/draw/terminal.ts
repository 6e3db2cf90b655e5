import type { ChangePart, Figure, LastWeek, Report, ReportWeek } from "../report/report.ts";
import { figureText, figureWithInterval, intervalText, notFollowed, signedText } from "./figure-text.ts";
import { sparkline } from "./sparkline.ts";

const columns = 80;
const sparkWeeks = 52;
/** Half the width of the longest bar of the waterfall, in characters. */
const barColumns = 14;

export interface TerminalOptions {
  /** Marks up a piece of text, e.g. with colour; leaves it as it is when left out. */
  readonly style?: ((kind: "strong" | "quiet" | "up" | "down", text: string) => string) | undefined;
}

/** The report in 80 columns and 24 lines at most: number, interval, sentence, line, what the change is made of, inputs. */
export function drawTerminal(report: Report, options: TerminalOptions = {}): string {
  const { style = (_kind, text) => text } = options;
  const { task, as_of, weeks, running, last, min_group } = report;
  const week = weeks.at(-1);
  const asOf = `as of ${as_of.slice(0, 16).replace("T", " ")} UTC`;
  if (week === undefined) {
    const now =
      running === null ? "" : `The first week, ${running.week}, is still running: ${soFar(running)}.\n`;
    return `No complete week of ${task} yet, ${asOf}.\n${now}`;
  }
  const title = `${task}  ${week.week}`;
  const lines = [
    style("strong", title) + style("quiet", asOf.padStart(columns - title.length)),
    "",
    ...headline(week, style),
    ...(last === null ? [] : [`  ${last.sentence}`]),
    `  ${sparkline(weeks.slice(-sparkWeeks).map(({ per_developer }) => per_developer.value))}`,
    style("quiet", `  ${weeks.slice(-sparkWeeks)[0]?.week} to ${week.week}${limitsText(last)}`),
    "",
    ...(last === null ? [] : waterfall(last, style)),
    ...inputs(week, report),
    ...(running === null ? [] : [`  running ${running.week}*`.padEnd(22) + soFar(running)]),
  ];
  if (!report.linkable) lines.push("", `  ${notFollowed}`);
  if (week.active_developers.why === "hidden") {
    lines.push("", `  Weeks with fewer than ${min_group} developers are hidden; --min-group 1 shows them.`);
  }
  return `${lines.map((line) => line.trimEnd()).join("\n")}\n`;
}

type Style = NonNullable<TerminalOptions["style"]>;

function headline({ per_developer }: ReportWeek, style: Style): string[] {
  const interval = intervalText(per_developer);
  const reason = per_developer.value === null ? "" : "no interval: too few developers";
  const text = `${figureText(per_developer)} successful runs per active developer`;
  return [`  ${style("strong", text)}   ${interval === "" ? reason : `95 %: ${interval}`}`];
}

function limitsText(last: LastWeek | null): string {
  if (last === null || last.limits.lower.value === null) return "";
  const signal = last.limits.signal === "none" ? "no signal" : last.limits.signal;
  return `, normal variation ${figureText(last.limits.lower)} … ${figureText(last.limits.upper)}: ${signal}`;
}

function waterfall({ change, parts, previous_week }: LastWeek, style: Style): string[] {
  if (parts.length === 0) return [];
  const greatest = Math.max(...parts.map(({ value }) => Math.abs(value.value ?? 0)), 1e-9);
  const bar = ({ value }: Figure): string => {
    const length = Math.round((Math.abs(value ?? 0) / greatest) * barColumns);
    const text = "█".repeat(length);
    const left = (value ?? 0) < 0 ? style("down", text.padStart(barColumns)) : " ".repeat(barColumns);
    return `${left}│${(value ?? 0) > 0 ? style("up", text) : ""}`;
  };
  const row = (label: string, figure: Figure, drawn: string): string =>
    `  ${label.padEnd(38)}${signedText(figure).padStart(7)}  ${drawn}`;
  return [
    ...parts.map((part) => row(labelOf(part), part.value, bar(part.value))),
    style("strong", row(`= change since ${previous_week}`, change, "")),
    "",
  ];
}

/** Cut to its column: many causes may stand in one part. */
function labelOf({ causes }: ChangePart): string {
  const label = causes.join(" + ");
  return label.length > 37 ? `${label.slice(0, 36)}…` : label;
}

function inputs(week: ReportWeek, { trust }: Report): string[] {
  const pairs: readonly (readonly [string, string])[] = [
    ["successful runs", figureText(week.successful_runs)],
    ["runs", figureText(week.runs)],
    ["success rate", figureWithInterval(week.success_rate)],
    ["active developers", figureText(week.active_developers)],
    ["new", figureText(week.new)],
    ["lost", figureText(week.lost)],
    ["days per developer", figureText(week.active_days)],
    ["latency p50", figureText(week.latency_p50)],
    ["latency p95", figureText(week.latency_p95)],
    ["CI share", figureText(trust.ci_share)],
    ["rows received", trust.ledger === null ? "not known" : figureText(trust.ledger.received)],
    ["newest run", trust.age.value === null ? figureText(trust.age) : `${figureText(trust.age)} ago`],
  ];
  return Array.from({ length: pairs.length / 2 }, (_, index) => {
    const [left, right] = [pairs[2 * index], pairs[2 * index + 1]];
    return `  ${(left?.[0] ?? "").padEnd(20)}${(left?.[1] ?? "").padEnd(26)}${(right?.[0] ?? "").padEnd(19)}${right?.[1] ?? ""}`;
  });
}

function soFar({ per_developer, days, pace }: NonNullable<Report["running"]>): string {
  const sofar = `${figureText(per_developer)} so far`;
  if (pace.value === null) return `${sofar}; too early to say where it will end`;
  return `${sofar}; after ${days} ${days === 1 ? "day" : "days"} heading for ${figureWithInterval(pace)}`;
}
