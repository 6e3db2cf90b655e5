/** When something ran and how it ended, as the fields of an event. */
export interface Timing {
  readonly exit_code: number;
  /** Epoch seconds. */
  readonly start_ts: number;
  readonly end_ts: number;
  /** Whole milliseconds, by a clock that nobody sets. */
  readonly latency_ms: number;
}

// One listener for all: node warns in the host's output of an eleventh.
const endings = new Set<(exitCode: number) => unknown>();
let isListening = false;

/**
 * Reports the end of something exactly once: when the function that it returns is called with an exit code, or else when the
 * process ends (by itself, by `process.exit()`, by an error that nobody caught). `startMs` is on the clock of
 * `performance.now()`, where 0 is the start of the process.
 */
export function timeUntilEnd<Reported>(
  startMs: number,
  report: (timing: Timing) => Reported,
): (exitCode: number) => Reported | undefined {
  const end = (exitCode: number): Reported | undefined => {
    if (!endings.delete(end)) return undefined;
    const durationMs = performance.now() - startMs;
    const endMs = Date.now();
    return report({
      exit_code: exitCode,
      start_ts: (endMs - Math.round(durationMs)) / 1000,
      end_ts: endMs / 1000,
      latency_ms: Math.round(durationMs),
    });
  };
  endings.add(end);
  if (!isListening) process.on("exit", endAll);
  isListening = true;
  return end;
}

function endAll(exitCode: number): void {
  for (const end of endings) end(exitCode);
}
