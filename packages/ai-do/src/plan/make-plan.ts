import { maxQuotedChars, maxRepairs } from "../limits.ts";
import { visibleText } from "../show/visible-text.ts";
import { showPlanning } from "../show/show-planning.ts";
import { askPatiently } from "./ask-patiently.ts";
import { endpointFrom } from "./endpoint.ts";
import { findJson } from "./find-json.ts";
import { parsePlan } from "./parse-plan.ts";
import { type Plan, PlanError } from "./plan.ts";
import { instructions, type Message } from "./prompt.ts";

export interface PlanOptions {
  readonly abort: AbortSignal;
  /** Asks the person something; undefined when there is nobody to answer. */
  readonly ask: (question: string) => Promise<string | undefined>;
}

/** A model's plan for a goal. It may ask one question back, and is told once what is wrong with its plan. */
export async function makePlan(goal: string, { abort, ask }: PlanOptions): Promise<Plan> {
  const endpoint = endpointFrom(process.env);
  const messages: Message[] = [instructions(process.platform), { role: "user", content: goal }];
  let hasAsked = false;
  for (let repairs = 0; ;) {
    const planning = showPlanning(endpoint.model);
    const said = await askPatiently(messages, { endpoint, abort, onProgress: planning.show }).finally(
      planning.clear,
    );
    const proposal = parseProposal(said);
    if ("plan" in proposal) return proposal.plan;

    if ("question" in proposal) {
      const question = visibleText(proposal.question);
      const answer = hasAsked ? undefined : await ask(question);
      if (!answer)
        throw new PlanError(`the goal is not clear to the model: "${question}" Say that in the goal`);
      hasAsked = true;
      messages.push(
        { role: "assistant", content: said },
        { role: "user", content: `${answer}\nNow plan, and ask nothing more.` },
      );
    } else {
      if (repairs++ === maxRepairs) {
        throw new PlanError(
          `the model gives no plan that can be used: ${proposal.problem}. Say the goal in other words, or set AI_MODEL to another model`,
        );
      }
      const complaint = `That can't be used: ${proposal.problem}. Answer with the JSON object alone.`;
      messages.push({ role: "assistant", content: said }, { role: "user", content: complaint });
    }
  }
}

type Proposal = { readonly plan: Plan } | { readonly question: string } | { readonly problem: string };

function parseProposal(said: string): Proposal {
  let problem: string | undefined;
  for (const value of findJson(said)) {
    const question: unknown = "question" in value ? value.question : undefined;
    if (typeof question === "string" && question.trim() !== "" && !hasSteps(value))
      return { question: question.trim() };
    try {
      return { plan: parsePlan(value) };
    } catch (error) {
      if (!(error instanceof PlanError)) throw error;
      problem ??= error.message;
    }
  }
  const beginning = visibleText(said.trim().replaceAll(/\s+/g, " ").slice(0, maxQuotedChars));
  return { problem: problem ?? `there is no JSON in "${beginning}"` };
}

function hasSteps(value: object): boolean {
  return "steps" in value && Array.isArray(value.steps) && value.steps.length > 0;
}
