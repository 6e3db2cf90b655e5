import { nodePath } from "./built-ins.ts";
import { maxBackoffMs, maxRetryAfterMs, minBackoffMs } from "./limits.ts";
import { readObject, replaceFile } from "./state-dir.ts";
import type { Outcome } from "./transport.ts";

/** The last send of one destination and what follows from it, on disk, so that all processes keep to it. */
export interface LastSend {
  /** When, in epoch milliseconds. */
  readonly atMs: number;
  readonly outcome: Outcome;
  /** Sends in a row that did not succeed. */
  readonly failures: number;
  /** Nobody sends before that time, in epoch milliseconds; undefined after a success. */
  readonly notBeforeMs?: number | undefined;
}

export function readLastSend(dir: string): LastSend | undefined {
  const { atMs, outcome, failures, notBeforeMs } = readObject(lastSendPath(dir)) ?? {};
  if (typeof atMs !== "number" || typeof failures !== "number" || !isOutcome(outcome)) return undefined;
  return { atMs, outcome, failures, notBeforeMs: typeof notBeforeMs === "number" ? notBeforeMs : undefined };
}

function isOutcome(value: unknown): value is Outcome {
  return typeof value === "object" && value !== null && "kind" in value;
}

/** Keeps what came of a send. */
export function writeLastSend(dir: string, outcome: Outcome): LastSend {
  const atMs = Date.now();
  const failures = outcome.kind === "accepted" ? 0 : (readLastSend(dir)?.failures ?? 0) + 1;
  const notBeforeMs = failures === 0 ? undefined : atMs + waitMs(failures, outcome);
  const lastSend: LastSend = { atMs, outcome, failures, notBeforeMs };
  replaceFile(lastSendPath(dir), `${JSON.stringify(lastSend)}\n`);
  return lastSend;
}

/**
 * Exponential backoff with full jitter: a random time below a bound that doubles with each failure. It comes on top of
 * what the server asked for, so that those it sent away together don't come back together.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
function waitMs(failures: number, outcome: Outcome): number {
  const boundMs = Math.min(maxBackoffMs, minBackoffMs * 2 ** (failures - 1));
  const askedMs = outcome.kind === "retryable" ? (outcome.retryAfterMs ?? 0) : 0;
  return Math.round(Math.min(askedMs, maxRetryAfterMs) + Math.random() * boundMs);
}

/** Milliseconds until the next send is allowed; 0 if it is now. A time that only a jump of the clock explains is ignored. */
export function msUntilNextSend(lastSend: LastSend | undefined): number {
  const untilMs = (lastSend?.notBeforeMs ?? 0) - Date.now();
  return untilMs > maxRetryAfterMs + maxBackoffMs ? 0 : Math.max(0, untilMs);
}

function lastSendPath(dir: string): string {
  return nodePath.join(dir, "backoff.json");
}
