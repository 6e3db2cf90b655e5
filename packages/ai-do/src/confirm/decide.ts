import type { Step } from "../plan/plan.ts";
import { say } from "../run-program.ts";
import { visibleText } from "../show/visible-text.ts";
import type { Person } from "./person.ts";

/** Whether a step is run; `refused`: nobody who could agree did. */
export type Decision =
  { readonly kind: "run" | "declined" } | { readonly kind: "refused"; readonly reason: string };

/** What a person agreed to beforehand, by flags. */
export interface Agreement {
  readonly yes?: boolean | undefined;
  readonly confirm?: boolean | undefined;
}

/** Asks the person about a step, unless they agreed to it beforehand: to all with `--yes`, to risky ones with `--confirm` too. */
export async function decide(step: Step, { yes, confirm }: Agreement, person: Person): Promise<Decision> {
  if (yes && (step.risk === undefined || confirm)) return { kind: "run" };
  if (yes) {
    const reason = `is risky (${step.risk}). Look at it, then run it with --confirm too, or without --yes to be asked`;
    return { kind: "refused", reason };
  }
  if (step.risk !== undefined) say(`the next step is risky: ${step.risk}`);
  const answer = await person.ask(`Run command: ${visibleText(step.command)} [y/N]?`);
  if (answer === undefined) {
    return {
      kind: "refused",
      reason: "is not run: nobody answered. With --yes steps are run without asking",
    };
  }
  return { kind: /^y(es)?$/i.test(answer) ? "run" : "declined" };
}
