import { fs } from "./built-ins.ts";
import { readDestinationUrl } from "./destination.ts";
import { maxBatchBytes, maxBatchRows } from "./limits.ts";
import { noteServers } from "./noted-servers.ts";
import { parseRow } from "./parse-row.ts";
import { quarantine } from "./quarantine.ts";
import { keepRows, linesOf, readIfThere, releaseSegment, type Segment } from "./segment.ts";
import { sendRows, type Post } from "./send-rows.ts";
import { rememberSent } from "./sent-history.ts";
import type { Outcome } from "./transport.ts";

export interface SegmentTask {
  readonly stateDir: string;
  readonly dir: string;
  /** Claimed by this process. */
  readonly segment: Segment;
  readonly post: Post;
}

export interface SegmentReport {
  readonly sent: number;
  readonly duplicate: number;
  readonly quarantined: number;
  /** Whether rows were left, so that there is no sense in the next segment. */
  readonly isStopped: boolean;
  /** undefined if nothing was posted. */
  readonly outcome: Outcome | undefined;
}

/**
 * Sends a claimed segment and removes it. What could not be sent goes back under the segment's name. A process that dies
 * in here leaves the whole segment; when its claim has run out, another sends it again, and rows that had arrived are
 * duplicates.
 */
export async function sendSegment({ stateDir, dir, segment, post }: SegmentTask): Promise<SegmentReport> {
  const { rows, torn, developers } = readSegment(segment);
  quarantine(
    dir,
    torn.map((row) => ({ row, status: 0, answer: "not a row: torn by a crash or a full disk" })),
  );
  let sent = 0;
  let duplicate = 0;
  let quarantined = torn.length;
  let outcome: Outcome | undefined;
  // Whoever chooses `off`, or anything else, takes the file away: then nothing more of it is sent or kept.
  const isOurs = (): boolean => fs.existsSync(segment.path);
  if (rows.length > 0 && isOurs()) noteBeforeSending(stateDir, readDestinationUrl(dir), developers);
  const postOurs: Post = async (batch) => (isOurs() ? post(batch) : undefined);
  const batches = toBatches(rows);
  let left: readonly string[] = [];
  for (let batch = batches.shift(); batch !== undefined && left.length === 0; batch = batches.shift()) {
    const result = await sendRows(batch, postOurs);
    rememberSent(stateDir, [...result.accepted, ...result.duplicate]);
    quarantine(dir, result.refused);
    sent += result.accepted.length;
    duplicate += result.duplicate.length;
    quarantined += result.refused.length;
    if (result.left.length < batch.length) outcome = { kind: "accepted" };
    outcome = result.stoppedBy ?? outcome;
    if (result.left.length > 0) left = [...result.left, ...batches.flat()];
  }
  if (left.length > 0 && left.length === rows.length && torn.length === 0) releaseSegment(dir, segment);
  else if (left.length > 0 && isOurs()) keepRows(dir, segment, left);
  fs.rmSync(segment.path, { force: true });
  return { sent, duplicate, quarantined, isStopped: left.length > 0, outcome };
}

/** On a full disk it is more important that what waits is sent, and makes room. */
function noteBeforeSending(stateDir: string, url: string, developers: Iterable<string>): void {
  try {
    noteServers(stateDir, url, developers);
  } catch {
    // Then this server is not asked to forget anybody, unless something else says that it was sent to.
  }
}

/** A row that a recorder had to write twice is there twice; it is sent once. */
function readSegment({ path }: Segment): { rows: string[]; torn: string[]; developers: Set<string> } {
  const rows = new Map<string, string>();
  const torn: string[] = [];
  const developers = new Set<string>();
  for (const line of linesOf(readIfThere(path))) {
    const row = parseRow(line);
    if (row === undefined) {
      torn.push(line);
    } else {
      rows.set(row.id, line);
      developers.add(row.payload.developer);
    }
  }
  return { rows: [...rows.values()], torn, developers };
}

function toBatches(rows: readonly string[]): string[][] {
  const batches: string[][] = [];
  let bytes = 0;
  for (const row of rows) {
    bytes += Buffer.byteLength(row) + 1;
    const batch = batches.at(-1);
    if (batch === undefined || batch.length >= maxBatchRows || bytes > maxBatchBytes) {
      batches.push([row]);
      bytes = Buffer.byteLength(row) + 1;
    } else {
      batch.push(row);
    }
  }
  return batches;
}
