import { styleText } from "node:util";
import type { Plan, Step } from "../plan/plan.ts";
import { visibleText } from "./visible-text.ts";

/** The plan as a numbered list: `1. command`, and under it what the step is for and what its risk is. */
export function showPlan(plan: Plan, stream: NodeJS.WriteStream): void {
  const text = plan.map((step, index) => describe(step, `${index + 1}. `, stream)).join("");
  stream.write(text);
}

/** For `--json`: one object in one line. */
export function planJson(plan: Plan): string {
  const steps = plan.map(({ command, why, risk }) => ({ command, why: why ?? null, risk: risk ?? null }));
  return `${JSON.stringify({ steps })}\n`;
}

function describe({ command, why, risk }: Step, number: string, stream: NodeJS.WriteStream): string {
  const indent = " ".repeat(number.length);
  const lines = [`${number}${visibleText(command).replaceAll("\n", `\n${indent}`)}`];
  if (why !== undefined) lines.push(indent + styleText("dim", oneLine(why), { stream }));
  if (risk !== undefined) lines.push(indent + styleText("yellow", `risky: ${risk}`, { stream }));
  return `${lines.join("\n")}\n`;
}

function oneLine(text: string): string {
  return visibleText(text.replaceAll(/\s+/g, " "));
}
