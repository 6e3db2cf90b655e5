import { fs } from "./built-ins.ts";
import { maxQuarantineBytes, maxSpoolAgeMs, maxSpoolBytes } from "./limits.ts";
import { parseRow } from "./parse-row.ts";
import { parseQuarantined } from "./quarantine.ts";
import { isFree, linesOf, listSegments, quarantinePath, readIfThere, renameIfThere } from "./segment.ts";
import { uuidV7, uuidV7Ms } from "./uuid.ts";

const droppedName = "astrolabe-dropped";

/**
 * Keeps a folder of the spool within its bounds: the oldest goes first. Returns a row, to be recorded like any other,
 * that says how many events went; undefined if none did.
 */
export function dropExcess(dir: string): string | undefined {
  const nowMs = Date.now();
  const dropped: string[] = [];
  if (bytesOf(quarantinePath(dir)) > maxQuarantineBytes) dropped.push(...removeFile(quarantinePath(dir)));

  const segments = listSegments(dir);
  let bytes = segments.reduce((sum, { path }) => sum + bytesOf(path), 0);
  for (const segment of segments) {
    if (bytes <= maxSpoolBytes && nowMs - uuidV7Ms(segment.id) <= maxSpoolAgeMs) break;
    // What a flusher has claimed is on its way.
    if (!isFree(segment, nowMs)) continue;
    bytes -= bytesOf(segment.path);
    dropped.push(...removeFile(segment.path));
  }
  return dropped.length === 0 ? undefined : droppedRow(dropped, nowMs);
}

function bytesOf(path: string): number {
  return fs.statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Of several processes that remove the same file, one gets its lines. */
function removeFile(path: string): string[] {
  const removed = `${path}.dropped`;
  if (!renameIfThere(path, removed)) return [];
  const lines = linesOf(readIfThere(removed));
  fs.rmSync(removed, { force: true });
  return lines;
}

/** A dropped row that itself counts dropped events passes its count on. */
function droppedRow(lines: readonly string[], nowMs: number): string {
  // A line of the quarantine holds its row as text.
  const events = lines
    .map((line) => parseQuarantined(line)?.row ?? line)
    .map((row) => parseRow(row)?.payload);
  const count = events.reduce(
    (sum, event) => sum + (event?.name === droppedName ? Number(event["count"]) : 1),
    0,
  );
  const developer = events.find((event) => event !== undefined)?.developer ?? "";
  const payload = { name: droppedName, developer, count, end_ts: nowMs / 1000 };
  return JSON.stringify({ id: uuidV7(nowMs), payload });
}
