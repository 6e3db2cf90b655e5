import { fs, nodePath } from "./built-ins.ts";
import { maxSentAgeMs, maxSentBytes, maxSentFileBytes } from "./limits.ts";
import { linesOf, readdirIfThere, readIfThere } from "./segment.ts";
import { sentDir, serversPath } from "./noted-servers.ts";

/** `2026-11-22.ndjson`, and when that is full `2026-11-22-001.ndjson`, … in UTC. */
const historyName = /^(\d{4}-\d\d-\d\d)(?:-(\d{3}))?\.ndjson$/;

interface HistoryFile {
  readonly path: string;
  readonly day: string;
  readonly part: number;
  readonly bytes: number;
}

/**
 * Keeps a copy of rows that were sent, for `astrolabe telemetry show`, if there is room for it. On a full disk it is more
 * important that what was sent leaves the spool.
 */
export function rememberSent(stateDir: string, rows: readonly string[]): void {
  if (rows.length === 0) return;
  try {
    // Gone: somebody has had everything erased while these rows were on their way.
    if (fs.existsSync(serversPath(stateDir))) appendSent(stateDir, rows);
  } catch {
    // The rows have arrived; nothing but the copy is missing.
  }
}

function appendSent(stateDir: string, rows: readonly string[]): void {
  const today = dayOf(Date.now());
  const files = listHistory(stateDir);
  const newest = files.findLast(({ day }) => day === today);
  if (newest !== undefined && newest.bytes < maxSentFileBytes) {
    fs.appendFileSync(newest.path, `${rows.join("\n")}\n`);
    return;
  }
  const part = newest === undefined ? "" : `-${String(newest.part + 1).padStart(3, "0")}`;
  fs.appendFileSync(nodePath.join(sentDir(stateDir), `${today}${part}.ndjson`), `${rows.join("\n")}\n`, {
    mode: 0o600,
  });
  forgetOldest(files);
}

function forgetOldest(files: readonly HistoryFile[]): void {
  const oldestDay = dayOf(Date.now() - maxSentAgeMs);
  let bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  for (const file of files) {
    if (file.day >= oldestDay && bytes <= maxSentBytes) return;
    fs.rmSync(file.path, { force: true });
    bytes -= file.bytes;
  }
}

/** The rows that were sent in the last 30 days, oldest first. One that was sent twice, because its answer was lost, stands here twice. */
export function readSent(stateDir: string): string[] {
  return recentHistory(stateDir).flatMap(({ path }) => linesOf(readIfThere(path)));
}

/** When rows were last sent, in epoch milliseconds; undefined if none was in the last 30 days. */
export function lastSentMs(stateDir: string): number | undefined {
  const newest = recentHistory(stateDir).at(-1);
  return newest && fs.statSync(newest.path, { throwIfNoEntry: false })?.mtimeMs;
}

function recentHistory(stateDir: string): HistoryFile[] {
  const oldestDay = dayOf(Date.now() - maxSentAgeMs);
  return listHistory(stateDir).filter(({ day }) => day >= oldestDay);
}

function listHistory(stateDir: string): HistoryFile[] {
  return readdirIfThere(sentDir(stateDir))
    .flatMap(({ name }) => {
      const [, day, part = "0"] = historyName.exec(name) ?? [];
      const path = nodePath.join(sentDir(stateDir), name);
      return day === undefined
        ? []
        : [{ path, day, part: Number(part), bytes: fs.statSync(path, { throwIfNoEntry: false })?.size ?? 0 }];
    })
    .toSorted((a, b) => (a.day === b.day ? a.part - b.part : a.day < b.day ? -1 : 1));
}

function dayOf(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 10);
}
