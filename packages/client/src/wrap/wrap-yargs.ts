import { offDescription, onDescription, parsedFlag, type WrappedRun } from "./wrapped-run.ts";

/** The part of an instance of yargs (tested with 18) that is used here. */
interface Yargs {
  /** How the tool is called, as its help shows it: declared by `scriptName()`, else the path of the script. */
  readonly $0?: string;
  option(key: string, options: object): unknown;
  middleware(
    callback: (argv: Readonly<Record<string, unknown>>, yargs: unknown) => void,
    beforeValidation: boolean,
  ): unknown;
}

export function isYargs(program: object): program is Yargs {
  return "middleware" in program && "option" in program && "demandCommand" in program;
}

export function wrapYargs(program: Yargs, run: WrappedRun): void {
  // yargs negates a flag by itself, but its help does not say so.
  program.option("analytics", { type: "boolean", describe: onDescription });
  program.option("no-analytics", { type: "boolean", describe: offDescription });
  // Called for the command that was found, not for help and version; then again for each command around it.
  program.middleware((argv, yargs) => {
    if (run.isTask) return;
    run.isTask = true;
    run.command = commandOf(yargs);
    run.flag = parsedFlag(argv["no-analytics"] === true ? false : argv["analytics"]);
  }, true);
  Object.defineProperty(run, "name", { get: () => program.$0 });
}

/** The declared names only: `argv._` holds what was typed. There is no public way to ask for them. */
function commandOf(yargs: unknown): string | undefined {
  try {
    const { fullCommands } = (yargs as YargsInternals).getInternalMethods().getContext();
    return fullCommands.map((declaration) => declaration.split(" ", 1)[0]).join(" ") || undefined;
  } catch {
    return undefined;
  }
}

interface YargsInternals {
  getInternalMethods(): { getContext(): { readonly fullCommands: readonly string[] } };
}
