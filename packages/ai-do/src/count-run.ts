// A run and its record: what a tool does to embed the client. The work returns an exit code, throws, or is interrupted; in each
// case exactly one event is recorded, and then the process ends as the work did.
import { notify } from "./record/notify.ts";
import { recordRun } from "./record/record-run.ts";
import { say } from "./run-program.ts";
import { exitCodeOf } from "./run/child-end.ts";
import { Interrupted } from "./run/interrupted.ts";
import { Signals } from "./run/signals.ts";

/** What the work is given, and what it tells. */
export interface Run {
  readonly signals: Signals;
  stepCount: number;
}

export interface CountOptions {
  readonly isCounted: boolean;
  readonly analytics?: boolean | undefined;
  readonly notify?: boolean | undefined;
}

/** Does the work, records how it ended, and ends the process so. */
export async function countRun(options: CountOptions, work: (run: Run) => Promise<number>): Promise<void> {
  const run: Run = { signals: new Signals(), stepCount: 0 };
  const { exitCode, signal } = await endOf(run, work);
  run.signals.release();
  if (options.isCounted) {
    await recordRun({ exitCode, stepCount: run.stepCount, analytics: options.analytics });
  }
  if (options.notify) await notify(exitCode === 0 ? "Done" : `Ended with exit code ${exitCode}`);
  endProcess(exitCode, signal);
}

interface Ending {
  readonly exitCode: number;
  readonly signal?: NodeJS.Signals;
}

async function endOf(run: Run, work: (run: Run) => Promise<number>): Promise<Ending> {
  try {
    const exitCode = await work(run);
    run.signals.abort.throwIfAborted();
    return { exitCode };
  } catch (error) {
    const reason: unknown = run.signals.abort.aborted ? run.signals.abort.reason : error;
    if (reason instanceof Interrupted) return { exitCode: exitCodeOf(reason.signal), signal: reason.signal };
    say(reason instanceof Error ? reason.message : String(reason));
    return { exitCode: 1 };
  }
}

/** A program that was told to end by a signal dies of it: a shell script that called it then ends too, and doesn't go on. */
function endProcess(exitCode: number, signal: NodeJS.Signals | undefined): void {
  process.exitCode = exitCode;
  if (signal !== undefined && process.platform !== "win32") process.kill(process.pid, signal);
}
