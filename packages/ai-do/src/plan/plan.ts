export interface Step {
  /** Given to the shell as it is. */
  readonly command: string;
  /** What the step is for, in the words of whoever made the plan. */
  readonly why?: string | undefined;
  /** What it may cost if it is wrong; undefined if neither the plan nor our rules see a risk. */
  readonly risk?: string | undefined;
}

/** At least one step. */
export type Plan = readonly Step[];

/** What a plan must be and isn't; or why there is none. The message says what to do. */
export class PlanError extends Error {
  override readonly name = "PlanError";
}
