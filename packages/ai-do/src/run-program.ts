// How wrong usage is said. What goes wrong in a run is said, and counted, by count-run.
import { type Command, CommanderError } from "commander";
import { UsageError } from "./usage-error.ts";

/** Runs the program on the process's own arguments. Never rejects. */
export async function runProgram(program: Command): Promise<void> {
  // A reader that goes away early must not end the process before the run is counted. Who writes for a step hears of it anyway.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  sayErrorsKindly(program, program.name());
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof UsageError) say(`${error.message}\nSee ai-do --help`);
    else if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error instanceof CommanderError && error.exitCode === 0 ? 0 : 2;
  }
}

/** Messages go to standard error, in place of a line of progress, and say who speaks. */
export function say(message: string): void {
  process.stderr.write(`${process.stderr.isTTY ? "\r\u001B[K" : ""}ai-do: ${message}\n`);
}

function sayErrorsKindly(command: Command, path: string): void {
  command.exitOverride().configureOutput({
    outputError: (text, write) => {
      write(`${path}: ${text.replace(/^error: /, "").trimEnd()}\nSee ${path} --help\n`);
    },
  });
  for (const child of command.commands) sayErrorsKindly(child, `${path} ${child.name()}`);
}
