// Keeps a folder of the spool within its bounds. A segment that has to go is first renamed, then counted in a row of its
// own, then removed. Whoever comes after a process that died in between counts it again, under the same id.

import { fs, nodePath } from "./built-ins.ts";
import { droppedName } from "./event.ts";
import { maxSpoolBytes, maxSpoolEvents, minRowBytes } from "./limits.ts";
import { parseRow } from "./parse-row.ts";
import { isFree, linesOf, listSegments, readdirIfThere, readIfThere, renameIfThere } from "./segment.ts";
import { uuidV7Ms } from "./uuid.ts";

const droppedFile = /^([0-9a-f-]{36})\.dropped\.ndjson$/;

export interface Bounds {
  /** Records a row, e.g. that so many events were dropped. */
  readonly append: (row: string) => void;
  /** A segment older than that goes. Without it age does not matter. */
  readonly maxAgeMs?: number | undefined;
}

/** Drops what is too much, the oldest first, and records how many events that were. */
export function dropExcess(dir: string, { append, maxAgeMs = Infinity }: Bounds): void {
  for (const { path, id } of findExcess(dir, maxAgeMs)) {
    renameIfThere(path, nodePath.join(dir, `${id}.dropped.ndjson`));
  }
  for (const { name } of readdirIfThere(dir)) {
    const [, id] = droppedFile.exec(name) ?? [];
    if (id === undefined) continue;
    const path = nodePath.join(dir, name);
    const row = droppedRow(id, linesOf(readIfThere(path)));
    if (row !== undefined) append(row);
    fs.rmSync(path, { force: true });
  }
}

/** Never what a flusher has claimed: that is on its way. */
function findExcess(dir: string, maxAgeMs: number): { readonly path: string; readonly id: string }[] {
  const nowMs = Date.now();
  const segments = listSegments(dir).map((segment) => ({ ...segment, bytes: bytesOf(segment.path) }));
  let bytes = segments.reduce((sum, segment) => sum + segment.bytes, 0);
  const mayBeTooMany = bytes > maxSpoolEvents * minRowBytes;
  const countEvents = (path: string): number => (mayBeTooMany ? linesOf(readIfThere(path)).length : 0);
  let events = segments.reduce((sum, { path }) => sum + countEvents(path), 0);
  const excess: { path: string; id: string }[] = [];
  for (const segment of segments) {
    const isOld = nowMs - uuidV7Ms(segment.id) > maxAgeMs;
    if (bytes <= maxSpoolBytes && events <= maxSpoolEvents && !isOld) break;
    if (!isFree(segment, nowMs)) continue;
    bytes -= segment.bytes;
    events -= countEvents(segment.path);
    excess.push(segment);
  }
  return excess;
}

function bytesOf(path: string): number {
  return fs.statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Torn lines were never recorded. A dropped row that itself counts dropped events passes its count on. */
function droppedRow(id: string, lines: readonly string[]): string | undefined {
  const events = new Map(lines.flatMap((line) => parseRow(line) ?? []).map((row) => [row.id, row.payload]));
  const [first] = events.values();
  if (first === undefined) return undefined;
  const count = [...events.values()].reduce(
    (sum, event) => sum + (event.name === droppedName ? Number(event["count"]) : 1),
    0,
  );
  const payload = { name: droppedName, developer: first.developer, count, end_ts: Date.now() / 1000 };
  return JSON.stringify({ id, payload });
}
