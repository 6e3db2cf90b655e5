// `telemetry.wrap(program)`: the tool gets the flags --analytics and --no-analytics in its own help, and the end of the
// process is recorded with its exit code, its duration since the start of the process, and the declared name of the command
// that ran. Nothing that was typed is looked at but those two flags. Each framework is known by its shape, so the client
// depends on none.

import { nodePath } from "../built-ins.ts";
import type { Payload, TelemetryOptions } from "../telemetry.ts";
import { timeUntilEnd } from "../time-until-end.ts";
import { isCitty, wrapCitty } from "./wrap-citty.ts";
import { isCommander, wrapCommander } from "./wrap-commander.ts";
import { isOclif, wrapOclif } from "./wrap-oclif.ts";
import { isYargs, wrapYargs } from "./wrap-yargs.ts";
import type { WrappedRun } from "./wrapped-run.ts";

export interface WrapOptions {
  /** The event's name; without it the program's own, as its help shows it. */
  readonly name?: string | undefined;
  /** Further fields of the event, such as the tool's version. */
  readonly payload?: Payload | undefined;
}

type Record = (name: string, payload: Payload, flag: Pick<TelemetryOptions, "analytics" | "argv">) => unknown;

/** Of a program that no adapter knows the end is recorded all the same. Never throws. */
export function wrapProgram(program: object, { name, payload }: WrapOptions, record: Record): void {
  const run: WrappedRun = { isTask: false };
  timeUntilEnd(0, (timing) => {
    if (!run.isTask && timing.exit_code === 0) return;
    const { flag, command } = run;
    record(
      name ?? baseName(run.name || process.argv[1]),
      { ...payload, ...(command !== undefined && { command }), ...timing },
      // A framework that has parsed knows better than a look at the arguments, some of which may be another program's.
      flag === undefined
        ? {}
        : { argv: [], ...(flag.analytics !== undefined && { analytics: flag.analytics }) },
    );
  });
  try {
    if (isCommander(program)) wrapCommander(program, run);
    else if (isYargs(program)) wrapYargs(program, run);
    else if (isOclif(program)) wrapOclif(program, run);
    else if (isCitty(program)) wrapCitty(program, run);
    else run.isTask = true;
  } catch {
    // Another version of the framework than its adapter knows: the tool works on, without the flags in its help.
    run.isTask = true;
  }
}

/** Never a path: `node ../tools/greet.js` is called `greet`. */
function baseName(text: string = "unknown"): string {
  return nodePath.basename(text.split(" ").at(-1) ?? text).replace(/\.[cm]?[jt]s$/, "");
}
