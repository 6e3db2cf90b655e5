import { offDescription, onDescription, type WrappedRun } from "./wrapped-run.ts";

/** The part of a command class of oclif (tested with 4) that is used here. */
interface OclifClass {
  baseFlags?: Readonly<Record<string, unknown>> | undefined;
  readonly prototype: OclifCommand;
}

interface OclifCommand {
  readonly id?: string | undefined;
  readonly config: { readonly bin: string };
  _run(): Promise<unknown>;
}

export function isOclif(program: object): program is OclifClass {
  return typeof program === "function" && "baseFlags" in program && "_run" in program.prototype;
}

/** Wraps a base class, and with it every command that extends it. */
export function wrapOclif(base: OclifClass, run: WrappedRun): void {
  // What `Flags.boolean({ allowNo: true })` makes; help shows it as `--[no-]analytics`.
  const analytics = {
    type: "boolean",
    allowNo: true,
    description: `${onDescription}; --no-analytics: ${offDescription.toLowerCase()}`,
    parse: (value: unknown): Promise<unknown> => Promise.resolve(value),
  };
  base.baseFlags = { ...base.baseFlags, analytics };
  const { _run: runCommand } = base.prototype;
  const recordedRun = function (this: OclifCommand): Promise<unknown> {
    run.isTask = true;
    run.name = this.config.bin;
    // A tool that is a single command has the id `.`.
    run.command = this.id === "." ? undefined : this.id?.replaceAll(":", " ");
    return runCommand.call(this);
  };
  Object.assign(base.prototype, { _run: recordedRun });
}
