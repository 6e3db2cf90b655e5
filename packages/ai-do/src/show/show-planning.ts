import { progressIntervalMs } from "../limits.ts";

export interface PlanningLine {
  /** How many characters of the plan have come. */
  readonly show: (chars: number) => void;
  /** Takes the line away, so that something else can be written. */
  readonly clear: () => void;
}

/** A line on a terminal that says that a model is planning, and how far it is. */
export function showPlanning(model: string): PlanningLine {
  if (!process.stderr.isTTY) return { show: () => {}, clear: () => {} };
  const write = (progress: string): void => {
    process.stderr.write(`\r\u001B[K${model} is planning…${progress}`);
  };
  let shownMs = 0;
  write("");
  return {
    show: (chars) => {
      if (performance.now() - shownMs < progressIntervalMs) return;
      shownMs = performance.now();
      write(` ${chars} characters`);
    },
    clear: () => process.stderr.write("\r\u001B[K"),
  };
}
