import { fs } from "./built-ins.ts";
import { appendLine } from "./append-row.ts";
import { msUntilNextSend, readLastSend, writeLastSend } from "./backoff.ts";
import { destinationDir } from "./destination.ts";
import { dropExcess } from "./drop-excess.ts";
import { flushDeadlineMs, maxSpoolAgeMs, requestTimeoutMs } from "./limits.ts";
import { claimSegment, isFree, listSegments, readWaiting, sealOpenSegment } from "./segment.ts";
import type { Post } from "./send-rows.ts";
import { sendSegment } from "./send-segment.ts";
import { sweepTemporaryFiles } from "./sweep-temporary-files.ts";
import { postRows, type Outcome } from "./transport.ts";

export interface FlushOptions {
  readonly stateDir: string;
  readonly url: string;
  readonly token?: string | undefined;
  /** How long it may take in all; work under way is then cut off and its rows stay. */
  readonly deadlineMs?: number | undefined;
  /** Send although an earlier failure asked to wait: somebody wants it now. */
  readonly ignoreBackoff?: boolean | undefined;
  /** Where proxies are looked for, instead of `process.env`. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** Nothing may keep this process from ending at the deadline, not even a name server that does not answer. */
  readonly isInHost?: boolean | undefined;
}

export interface FlushReport {
  readonly sent: number;
  /** Rows that the server had already. */
  readonly duplicate: number;
  /** Rows that the server refused for good, and torn lines: set aside. */
  readonly quarantined: number;
  /** Rows still in the spool. */
  readonly waiting: number;
  /** What came of it; undefined if nothing was tried. */
  readonly outcome?: Outcome | undefined;
  /** Epoch milliseconds before which nothing will be sent, after a failure. */
  readonly notBeforeMs?: number | undefined;
}

/** Sends what waits for a URL, oldest first. Rejects only when the state directory cannot be read or written. */
export async function flushSpool(options: FlushOptions): Promise<FlushReport> {
  const { stateDir, url, token, env, isInHost, deadlineMs = flushDeadlineMs, ignoreBackoff } = options;
  const dir = destinationDir(stateDir, url);
  const total = { sent: 0, duplicate: 0, quarantined: 0 };
  if (!fs.existsSync(dir)) return { ...total, waiting: 0 };

  const earlier = readLastSend(dir);
  if (!ignoreBackoff && msUntilNextSend(earlier) > 0) {
    return { ...total, waiting: readWaiting(dir).length, notBeforeMs: earlier?.notBeforeMs };
  }

  const endMs = performance.now() + deadlineMs;
  const post: Post = async (rows) => {
    const leftMs = endMs - performance.now();
    if (leftMs <= 0) return undefined;
    return postRows(rows, { url, token, env, isInHost, timeoutMs: Math.min(leftMs, requestTimeoutMs) });
  };

  const append = (row: string): void => void appendLine(dir, row);
  sweepTemporaryFiles(dir);
  dropExcess(dir, { append });
  sealOpenSegment(dir);

  let outcome: Outcome | undefined;
  for (const segment of listSegments(dir)) {
    const claimed = isFree(segment, Date.now()) ? claimSegment(dir, segment) : undefined;
    if (claimed === undefined) continue;
    const result = await sendSegment({ stateDir, dir, segment: claimed, post });
    total.sent += result.sent;
    total.duplicate += result.duplicate;
    total.quarantined += result.quarantined;
    outcome = result.outcome ?? outcome;
    if (result.isStopped) break;
  }
  // What is old gets its chance first: a clock that jumped must not cost anybody an event that could be sent.
  if (outcome !== undefined && outcome.kind !== "accepted") {
    dropExcess(dir, { append, maxAgeMs: maxSpoolAgeMs });
  }
  const notBeforeMs = outcome && writeLastSend(dir, outcome).notBeforeMs;
  return { ...total, waiting: readWaiting(dir).length, outcome, notBeforeMs };
}
