import { UsageError } from "./usage-error.ts";

/** What the person at the terminal said on the command line. */
export interface TaskOptions {
  /** A path, or `-` for standard input. */
  readonly plan?: string | undefined;
  readonly dryRun?: boolean | undefined;
  readonly json?: boolean | undefined;
  readonly yes?: boolean | undefined;
  readonly confirm?: boolean | undefined;
  readonly keepGoing?: boolean | undefined;
  readonly log: string;
  readonly notify?: boolean | undefined;
  readonly analytics?: boolean | undefined;
}

/** Throws a UsageError when the arguments don't go together. */
export function checkUsage(goal: readonly string[], options: TaskOptions): void {
  const hasGoal = goal.some((word) => word.trim() !== "");
  if (hasGoal && options.plan !== undefined) {
    throw new UsageError("either say a goal, or give the steps with --plan; not both");
  }
  if (!hasGoal && options.plan === undefined) {
    throw new UsageError('say what to do, e.g. ai-do "find the largest files here", or give --plan FILE');
  }
  if (options.json && !options.dryRun)
    throw new UsageError("--json prints the plan, and goes with --dry-run");
}
