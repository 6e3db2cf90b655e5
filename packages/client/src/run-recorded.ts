import type { Payload } from "./telemetry.ts";
import { timeUntilEnd, type Timing } from "./time-until-end.ts";

/** What a function that threw is recorded with; the error itself may say anything and is not looked at. */
const failedExitCode = 1;

/**
 * Calls a function and has its outcome recorded, once: `exit_code` 0 when it returns or its promise is fulfilled, 1 when it
 * throws or its promise is rejected; if it sets `process.exitCode`, that. If the process ends before the function does, the
 * exit code of the process. Returns what the function returns, throws what it throws.
 */
export function runRecorded<Result>(
  record: (payload: Payload) => Promise<boolean>,
  run: () => Result,
  payload: Payload,
): Result {
  const exitCodeBefore = process.exitCode;
  const end = timeUntilEnd(performance.now(), (timing: Timing) => record({ ...payload, ...timing }));
  const endWell = (): Promise<boolean> | undefined => end(exitCodeSince(exitCodeBefore));

  let result: Result;
  try {
    result = run();
  } catch (error) {
    void end(failedExitCode);
    throw error;
  }
  if (!isThenable(result)) {
    void endWell();
    return result;
  }
  // A second branch beside the host's own would hide from node that nobody handles a rejection, so this is the only one.
  return result.then(
    async (value) => {
      await endWell();
      return value;
    },
    async (error: unknown) => {
      await end(failedExitCode);
      throw error;
    },
  ) as Result;
}

/** What a program that returns has to say of its outcome. */
function exitCodeSince(before: typeof process.exitCode): number {
  return process.exitCode === before ? 0 : Number(process.exitCode ?? 0);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
