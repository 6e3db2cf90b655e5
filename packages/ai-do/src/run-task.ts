// One run of a task: plan → show → confirm → run → log. What count-run then records is its exit code and its number of steps.
import { Person } from "./confirm/person.ts";
import type { Run } from "./count-run.ts";
import { Log } from "./log/log.ts";
import { makePlan } from "./plan/make-plan.ts";
import { readPlan } from "./plan/read-plan.ts";
import { runSteps } from "./run-steps.ts";
import { openOutput } from "./run/output.ts";
import { planJson, showPlan } from "./show/show-plan.ts";
import type { TaskOptions } from "./task-options.ts";

type Task = TaskOptions & { readonly goal: string };

/** Resolves to the first exit code of its steps that is not 0, or to 0. */
export async function runTask(task: Task, run: Run): Promise<number> {
  const { abort } = run.signals;
  const person = new Person(abort, task.plan === "-");
  const plan =
    task.plan === undefined
      ? await makePlan(task.goal, { abort, ask: (question) => person.ask(question) })
      : await readPlan(task.plan, abort);
  if (task.dryRun) {
    if (task.json) process.stdout.write(planJson(plan));
    else showPlan(plan, process.stdout);
    return 0;
  }
  showPlan(plan, process.stderr);

  const log = new Log(task.log);
  const output = openOutput(log.output);
  try {
    return await runSteps(plan, { task, run, person, output, log });
  } finally {
    output.close();
    log.close();
    person.close();
  }
}
