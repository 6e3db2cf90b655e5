import { styleText } from "node:util";
import { checks, type Verdict } from "./finding.ts";

const marks = {
  ok: styled("green", "✓"),
  warning: styled("yellow", "!"),
  problem: styled("red", "✗"),
  skipped: styled("dim", "-"),
} as const;

const doctorsWidth = Math.max(...checks.map((check) => check.length));

/** A finding for people: a line, and one below it that says how to mend it. `width` is that of the longest check's name. */
export function findingText(
  { check, status, message, mend }: Verdict & { readonly check: string },
  width: number = doctorsWidth,
): string {
  const line = `${marks[status]} ${check.replaceAll("-", " ").padEnd(width)}  ${message}\n`;
  return mend === undefined ? line : `${line}${" ".repeat(width + 4)}${styled("dim", `→ ${mend}`)}\n`;
}

/** What it comes to. */
export function summaryText(findings: readonly Verdict[]): string {
  const problems = count(findings, "problem");
  const warnings = count(findings, "warning");
  return `\n${problems}, ${warnings}\n`;
}

function count(findings: readonly Verdict[], status: "problem" | "warning"): string {
  const number = findings.filter((finding) => finding.status === status).length;
  return `${number === 0 ? "no" : number} ${status}${number === 1 ? "" : "s"}`;
}

/** Only on a terminal that shows colours, and not under NO_COLOR. */
function styled(style: "green" | "yellow" | "red" | "dim", text: string): string {
  return styleText(style, text, { stream: process.stdout });
}
