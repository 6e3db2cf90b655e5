import { spawn } from "node:child_process";
import type { ChildEnd } from "./child-end.ts";
import type { Output } from "./output.ts";
import type { Signals } from "./signals.ts";

export interface StepOptions {
  /** What it reads; "ignore" when there is nothing left to read. */
  readonly input: "inherit" | "ignore";
  readonly output: Output;
  readonly signals: Signals;
}

/** Runs a command in a shell of its own, and resolves when it has ended and all is delivered that it wrote until then. */
export async function runStep(command: string, { input, output, signals }: StepOptions): Promise<ChildEnd> {
  const child = spawn(command, { shell: true, stdio: [input, ...output.stdio] });
  const delivered = output.follow(child);
  const end = await signals.waitFor(child);
  await delivered();
  return end;
}
