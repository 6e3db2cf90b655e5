import type { Dirent } from "node:fs";
import { fs, nodePath } from "./built-ins.ts";
import { claimMs, maxParentFolders } from "./limits.ts";
import { hasCode, makeFolder, replaceFile } from "./state-dir.ts";
import { uuidV7 } from "./uuid.ts";

// spool/DESTINATION/open.ndjson                     recorders append to it
// spool/DESTINATION/UUIDv7.ndjson                   sealed: nobody appends to it any more; the UUID is its age
// spool/DESTINATION/UUIDv7.claimed-EXPIRYMS.ndjson  a flusher is sending it, and loses it to others at that time
// spool/DESTINATION/UUIDv7.dropped.ndjson           is to go, and to be counted; the UUID becomes the id of that count
// spool/DESTINATION/quarantine.ndjson               rows that the server refused for good, and torn lines
// spool/local/…                                     the same for mode `local`; no flusher ever reads it
//
// DELIVERY.md says who moves a segment from where to where, and what is left when they die on the way.

const segmentName = /^([0-9a-f-]{36})(?:\.claimed-(\d{1,15}))?\.ndjson$/;

export interface Segment {
  readonly path: string;
  /** Orders segments by age, and stays the same when the segment is claimed. */
  readonly id: string;
  /** When its claim runs out, in epoch milliseconds; undefined if nobody claims it. */
  readonly claimedUntilMs: number | undefined;
}

/** The folder of what is recorded in mode `local`. */
export function localDir(stateDir: string): string {
  return nodePath.join(stateDir, "spool", "local");
}

/** Makes a folder of the spool, and those above it that may be missing. */
export function makeSpoolFolder(dir: string): void {
  makeFolder(dir, maxParentFolders + 2);
}

export function openPath(dir: string): string {
  return nodePath.resolve(dir, "open.ndjson");
}

export function quarantinePath(dir: string): string {
  return nodePath.join(dir, "quarantine.ndjson");
}

/**
 * Ends the open segment: whoever appends next starts a new one. An empty one is left to the recorder that has just made it,
 * which would otherwise have to begin again, and could be met like that each time.
 */
export function sealOpenSegment(dir: string): void {
  if (hasOpenRows(dir)) renameIfThere(openPath(dir), nodePath.join(dir, `${uuidV7()}.ndjson`));
}

function hasOpenRows(dir: string): boolean {
  return (fs.statSync(openPath(dir), { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/** The sealed segments of a folder, oldest first. Whatever else lies there is not ours and is left alone. */
export function listSegments(dir: string): Segment[] {
  return readdirIfThere(dir)
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .toSorted()
    .flatMap((name) => {
      const [, id, claimedUntilMs] = segmentName.exec(name) ?? [];
      if (id === undefined) return [];
      return {
        path: nodePath.join(dir, name),
        id,
        claimedUntilMs: claimedUntilMs ? Number(claimedUntilMs) : undefined,
      };
    });
}

/** A claim that has run out, or that a jump of the clock has moved out of reach, binds nobody. */
export function isFree({ claimedUntilMs }: Segment, nowMs: number): boolean {
  return claimedUntilMs === undefined || claimedUntilMs <= nowMs || claimedUntilMs > nowMs + 2 * claimMs;
}

/** Whether there is anything in a folder that this process could send. */
export function hasFreeSegment(dir: string): boolean {
  return hasOpenRows(dir) || listSegments(dir).some((segment) => isFree(segment, Date.now()));
}

/** Makes a segment one's own; undefined if another process was quicker. */
export function claimSegment(dir: string, segment: Segment): Segment | undefined {
  const claimedUntilMs = Date.now() + claimMs;
  const path = nodePath.join(dir, `${segment.id}.claimed-${claimedUntilMs}.ndjson`);
  return renameIfThere(segment.path, path) ? { path, id: segment.id, claimedUntilMs } : undefined;
}

/** Gives a claimed segment back as it is. Needs no room on the disk. */
export function releaseSegment(dir: string, segment: Segment): void {
  renameIfThere(segment.path, nodePath.join(dir, `${segment.id}.ndjson`));
}

/** Puts rows of a claimed segment back, to be sent later; the claimed file is the caller's to remove. */
export function keepRows(dir: string, segment: Segment, rows: readonly string[]): void {
  replaceFile(nodePath.join(dir, `${segment.id}.ndjson`), `${rows.join("\n")}\n`);
}

/** All lines of a folder's segments, oldest first. */
export function readWaiting(dir: string): string[] {
  const paths = [...listSegments(dir).map(({ path }) => path), openPath(dir)];
  return paths.flatMap((path) => linesOf(readIfThere(path)));
}

/** The lines of a segment. A writer that died leaves part of a line; the next one begins with a line feed. */
export function linesOf(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}

export function readdirIfThere(path: string): Dirent[] {
  try {
    return fs.readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (hasCode(error, "ENOENT")) return [];
    throw error;
  }
}

/** Renames; false if there is nothing of that name any more. */
export function renameIfThere(from: string, to: string): boolean {
  try {
    fs.renameSync(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return false;
    throw error;
  }
}

/** The text of a file; empty if there is none. */
export function readIfThere(path: string): string {
  try {
    return fs.readFileSync(path, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return "";
    throw error;
  }
}
