import { fs } from "./built-ins.ts";
import { appendRow } from "./append-row.ts";
import { msUntilNextSend, readLastSend, writeLastSend } from "./backoff.ts";
import { destinationDir } from "./destination.ts";
import { dropExcess } from "./drop-excess.ts";
import { flushDeadlineMs, requestTimeoutMs } from "./limits.ts";
import { claimSegment, isFree, listSegments, readWaiting, sealOpenSegment } from "./segment.ts";
import { sendSegment } from "./send-segment.ts";
import { postRows, type Outcome } from "./transport.ts";

export interface FlushOptions {
  readonly stateDir: string;
  readonly url: string;
  readonly token?: string | undefined;
  /** How long it may take in all; work under way is then cut off and its rows stay. */
  readonly deadlineMs?: number | undefined;
  /** Send although an earlier failure asked to wait: somebody wants it now. */
  readonly ignoreBackoff?: boolean | undefined;
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
  const { stateDir, url, token, deadlineMs = flushDeadlineMs, ignoreBackoff = false } = options;
  const dir = destinationDir(stateDir, url);
  const total = { sent: 0, duplicate: 0, quarantined: 0 };
  if (!fs.existsSync(dir)) return { ...total, waiting: 0 };

  const earlier = readLastSend(dir);
  if (!ignoreBackoff && msUntilNextSend(earlier) > 0) {
    return { ...total, waiting: readWaiting(dir).length, notBeforeMs: earlier?.notBeforeMs };
  }

  const endMs = performance.now() + deadlineMs;
  const post = async (rows: readonly string[]): Promise<Outcome> => {
    const leftMs = endMs - performance.now();
    if (leftMs <= 0) return { kind: "retryable", reason: `not done within ${deadlineMs} ms` };
    return postRows(rows, { url, token, timeoutMs: Math.min(leftMs, requestTimeoutMs) });
  };

  sealOpenSegment(dir);
  const droppedRow = dropExcess(dir);
  if (droppedRow !== undefined) {
    appendRow(dir, droppedRow);
    sealOpenSegment(dir);
  }

  let outcome: Outcome | undefined;
  for (const segment of listSegments(dir)) {
    const claimed = isFree(segment, Date.now()) ? claimSegment(dir, segment) : undefined;
    if (claimed === undefined) continue;
    const result = await sendSegment({ stateDir, dir, segment: claimed, post });
    total.sent += result.sent;
    total.duplicate += result.duplicate;
    total.quarantined += result.quarantined;
    outcome = result.outcome ?? outcome;
    if (outcome !== undefined && outcome.kind !== "accepted") break;
  }
  const notBeforeMs = outcome && writeLastSend(dir, outcome).notBeforeMs;
  return { ...total, waiting: readWaiting(dir).length, outcome, notBeforeMs };
}
