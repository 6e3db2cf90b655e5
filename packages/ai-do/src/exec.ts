import { spawn } from "node:child_process";
import type { Run } from "./count-run.ts";
import { say } from "./run-program.ts";

/** Runs one command as if it had been called itself: its terminal, input, output and signals are ours. Resolves to its exit code. */
export async function exec([program = "", ...args]: readonly string[], run: Run): Promise<number> {
  run.stepCount = 1;
  const child = spawn(program, args, { stdio: "inherit" });
  child.once("error", (error: NodeJS.ErrnoException) => {
    say(
      error.code === "ENOENT" ? `there is no command ${program}` : `can't run ${program}: ${error.message}`,
    );
  });
  const { exitCode } = await run.signals.waitFor(child);
  return exitCode;
}
