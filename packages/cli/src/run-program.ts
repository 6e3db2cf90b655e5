// What all commands share: exit codes, how an error is said, and a reader that goes away early.
import { type Command, CommanderError } from "commander";
import { UsageError } from "./usage-error.ts";

/** Exit codes: 0 done, 1 failed, 2 wrong usage. */
const exitFailed = 1;
const exitWrongUsage = 2;

/** Runs a program on the process's own arguments, and sets the exit code. Never rejects. */
export async function runProgram(program: Command, argv: readonly string[] = process.argv): Promise<void> {
  process.stdout.on("error", endQuietlyWithoutReader);
  sayErrorsKindly(program, program.name());
  try {
    await program.parseAsync(argv);
  } catch (error) {
    process.exitCode = exitCodeAfter(error, program.name());
  }
}

/** `nsm-stats … | head -1`: when the reader has what it wanted there's no more to do, and that is no failure. */
function endQuietlyWithoutReader(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
}

function sayErrorsKindly(command: Command, path: string): void {
  command.exitOverride().configureOutput({
    outputError: (text, write) => {
      write(`${path}: ${text.replace(/^error: /, "").trimEnd()}\nSee ${path} --help\n`);
    },
  });
  for (const child of command.commands) sayErrorsKindly(child, `${path} ${child.name()}`);
}

function exitCodeAfter(error: unknown, name: string): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitWrongUsage;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${name}: ${message}\n`);
  if (!(error instanceof UsageError)) return exitFailed;
  process.stderr.write(`See ${name} --help\n`);
  return exitWrongUsage;
}
