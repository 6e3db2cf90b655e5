// The whole of what ai-do tells about a run. No goal, no command, no output: nothing that a person typed or saw.
import { isCi } from "@astrolabe/client";
import { version } from "../version.ts";
import { aiDoEvents } from "./ai-do-events.ts";

export interface RunRecord {
  readonly exitCode: number;
  /** How many steps were run, with whatever success. */
  readonly stepCount: number;
  /** What the argument parser made of `--analytics` and `--no-analytics`. */
  readonly analytics: boolean | undefined;
}

/** Records the run that this process is. Does its work before it returns, and never throws. */
export function recordRun({ exitCode, stepCount, analytics }: RunRecord): Promise<boolean> {
  const latencyMs = Math.round(performance.now());
  const startMs = Math.round(performance.timeOrigin);
  const payload = {
    exit_code: exitCode,
    start_ts: startMs / 1000,
    end_ts: (startMs + latencyMs) / 1000,
    latency_ms: latencyMs,
    step_count: stepCount,
    version: version(),
    platform: process.platform,
    ci: isCi(process.env),
  };
  // The goal may hold words that look like flags: the client must not look among the arguments.
  return aiDoEvents.record("ai-do", payload, { analytics, argv: [] });
}
