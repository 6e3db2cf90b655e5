import type { Figure, Report } from "../report/report.ts";
import { figureText, figureWithInterval, signedText } from "./figure-text.ts";

/** Parts of a change that a digest names. */
const namedParts = 2;

/** The report in five lines of plain text, for a chat, an e-mail or a comment. */
export function drawDigest(report: Report): string[] {
  const { task, weeks, last, running, as_of, trust } = report;
  const week = weeks.at(-1);
  if (week === undefined) return [`${task}: no complete week yet, as of ${as_of}`];
  const received = trust.ledger === null ? noCount : figureText(trust.ledger.received);
  const now = running === null ? "no runs yet" : `heading for ${figureWithInterval(running.pace)}`;
  return [
    `${task} ${week.week}: ${figureWithInterval(week.per_developer)} successful runs per active developer`,
    changeLine(last),
    reasonLine(report),
    `${figureText(week.successful_runs)} of ${figureText(week.runs)} runs succeeded (${figureText(week.success_rate)}), ` +
      `${figureText(week.active_developers)} active developers${report.linkable ? `: ${figureText(week.new)} new, ${figureText(week.lost)} lost` : ""}`,
    `running week: ${now}; newest run ${figureText(trust.age)} old, ${received} rows received, CI ${figureText(trust.ci_share)}`,
  ];
}

const noCount = "not known how many";

function changeLine(last: Report["last"]): string {
  if (last === null) return "the first complete week: nothing to compare it with";
  const { verdict, limits, sentence, previous_week } = last;
  const isQuiet = verdict === "no change" && (limits.signal === "none" || limits.signal === "not known");
  return isQuiet
    ? `nothing changed since ${previous_week}: ${sentence}`
    : `since ${previous_week} ${sentence}`;
}

function reasonLine({ last, linkable }: Report): string {
  if (last === null) return "limits of normal variation: not known yet";
  const size = ({ value }: Figure): number => Math.abs(value ?? 0);
  const parts = last.parts
    .filter(({ value: { interval } }) => interval && (interval[0] > 0 || interval[1] < 0))
    .toSorted((a, b) => size(b.value) - size(a.value))
    .slice(0, namedParts)
    .map(({ causes, value }) => `${causes.join(" + ")} ${signedText(value)}`);
  const none = linkable ? "no part of it stands out" : "why isn't known, as nobody is followed";
  const why = parts.length === 0 ? none : `largest parts: ${parts.join(", ")}`;
  const { lower, upper, signal } = last.limits;
  const variation = `${figureText(lower)} … ${figureText(upper)}`;
  if (signal === "not known") return `${why}; limits of normal variation not known yet`;
  return `${why}; ${signal === "none" ? "within" : `${signal}, against`} normal variation (${variation})`;
}
