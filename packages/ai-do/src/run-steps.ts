import { decide } from "./confirm/decide.ts";
import type { Person } from "./confirm/person.ts";
import type { Run } from "./count-run.ts";
import type { Log } from "./log/log.ts";
import type { Plan, Step } from "./plan/plan.ts";
import { say } from "./run-program.ts";
import type { ChildEnd } from "./run/child-end.ts";
import type { Output } from "./run/output.ts";
import { runStep } from "./run/run-step.ts";
import type { TaskOptions } from "./task-options.ts";

export interface StepsOptions {
  readonly task: TaskOptions;
  readonly run: Run;
  readonly person: Person;
  readonly output: Output;
  readonly log: Log;
}

interface StepEnd {
  readonly exitCode: number;
  /** Nobody who could agree to it did: the steps after it can't count on it. */
  readonly isRefused?: boolean;
}

/** Confirms, runs and logs step after step. Resolves to the first exit code that is not 0, or to 0. */
export async function runSteps(plan: Plan, options: StepsOptions): Promise<number> {
  const { yes, keepGoing } = options.task;
  let firstFailure = 0;
  for (const [index, step] of plan.entries()) {
    const { exitCode, isRefused } = await takeStep(step, index + 1, options);
    firstFailure ||= exitCode;
    // Where a person is asked, the person decides whether to go on.
    const ends = exitCode !== 0 && !keepGoing && (yes || isRefused);
    if (!ends) continue;
    const left = plan.length - index - 1;
    if (left > 0)
      say(`not run after that: ${left} ${left === 1 ? "step" : "steps"} (--keep-going runs them)`);
    break;
  }
  return firstFailure;
}

async function takeStep(step: Step, number: number, options: StepsOptions): Promise<StepEnd> {
  const { task, run, person, log, output } = options;
  const decision = await decide(step, task, person);
  log.begin(number, step.command);
  if (decision.kind === "declined") {
    log.end("declined");
    return { exitCode: 0 };
  }
  if (decision.kind === "refused") {
    say(`step ${number} ${decision.reason}`);
    log.end("not run: it was not confirmed");
    return { exitCode: 1, isRefused: true };
  }
  run.stepCount++;
  const input = task.plan === "-" ? "ignore" : "inherit";
  const end = await runStep(step.command, { input, output, signals: run.signals });
  log.end(`exit code ${end.exitCode}${end.signal === undefined ? "" : ` (killed by ${end.signal})`}`);
  run.signals.throwIfToldToEnd();
  if (end.exitCode !== 0) say(`step ${number} ${describe(end)}`);
  return end;
}

function describe({ exitCode, signal }: ChildEnd): string {
  return signal === undefined
    ? `ended with exit code ${exitCode}`
    : `was killed by ${signal} (exit code ${exitCode})`;
}
