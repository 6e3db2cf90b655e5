import { offDescription, onDescription, parsedFlag, type WrappedRun } from "./wrapped-run.ts";

/** The part of a `Command` of commander (tested with 14) that is used here. */
interface CommanderCommand {
  readonly options: readonly { readonly long?: string | null | undefined }[];
  readonly commands: readonly CommanderCommand[];
  readonly parent: CommanderCommand | null;
  name(): string;
  option(flags: string, description: string): unknown;
  hook(event: "preAction", listener: (hooked: unknown, action: CommanderCommand) => void): unknown;
  optsWithGlobals(): Readonly<Record<string, unknown>>;
  on(event: string, listener: (context: { readonly error: boolean }) => void): unknown;
  prependListener(event: string, listener: () => void): unknown;
}

export function isCommander(program: object): program is CommanderCommand {
  return "optsWithGlobals" in program && "hook" in program && "prependListener" in program;
}

export function wrapCommander(program: CommanderCommand, run: WrappedRun): void {
  declareFlags(program);
  run.isTask = true;
  // Showing a help page or the version is no run of the tool; showing help because of an error is one that failed.
  program.on("beforeAllHelp", ({ error }) => {
    run.isTask = error;
  });
  // The program's own listener ends the process, so this one must come before it.
  program.prependListener("option:version", () => {
    run.isTask = false;
  });
  program.hook("preAction", (_program, action) => {
    const [, ...names] = namesDownTo(action);
    run.command = names.join(" ") || undefined;
    run.flag = parsedFlag(action.optsWithGlobals()["analytics"]);
  });
  Object.defineProperty(run, "name", { get: () => program.name() });
}

/** In every command, so that each command's help shows them. */
function declareFlags(command: CommanderCommand): void {
  const declared = command.options.map(({ long }) => long);
  if (!declared.includes("--analytics")) command.option("--analytics", onDescription);
  if (!declared.includes("--no-analytics")) command.option("--no-analytics", offDescription);
  for (const subcommand of command.commands) declareFlags(subcommand);
}

function namesDownTo(command: CommanderCommand): string[] {
  return [...(command.parent ? namesDownTo(command.parent) : []), command.name()];
}
