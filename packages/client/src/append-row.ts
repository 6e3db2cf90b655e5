import { fs } from "./built-ins.ts";
import { dropExcess } from "./drop-excess.ts";
import { maxAppendAttempts, maxSegmentBytes } from "./limits.ts";
import { makeSpoolFolder, openPath, sealOpenSegment } from "./segment.ts";
import { hasCode } from "./state-dir.ts";

/**
 * Appends a row to the open segment of a folder, which `makeDir` makes if it is missing. When it returns, the row is in the
 * hands of the operating system and survives the end of this process, however it ends. Throws when it could not be
 * written, whatever the reason.
 */
export function appendRow(dir: string, row: string, makeDir: () => void = () => makeSpoolFolder(dir)): void {
  const bytes = appendLine(dir, row, makeDir);
  if (bytes <= maxSegmentBytes) return;
  sealOpenSegment(dir);
  dropExcess(dir, { append: (droppedRow) => appendLine(dir, droppedRow, makeDir) });
}

/** The same without a look at the bounds of the spool. Returns the size of the open segment. */
export function appendLine(
  dir: string,
  row: string,
  makeDir: () => void = () => makeSpoolFolder(dir),
): number {
  const path = openPath(dir);
  // A writer that died, or ran out of disk, may have left part of a line: the line feed before the row keeps this one
  // whole. Blank lines mean nothing.
  const line = Buffer.from(`\n${row}\n`);
  for (let attempt = 0; attempt < maxAppendAttempts; attempt++) {
    const fd = openToAppend(path, makeDir);
    try {
      if (fs.writeSync(fd, line) !== line.length) throw new Error(`${path}: no space for a whole line`);
      // A flusher may have sealed, sent and removed this file since it was opened, without this line. Then the line goes
      // into the new file too; it has the same id, so it counts once even if both arrive.
      const written = fs.fstatSync(fd);
      const current = fs.statSync(path, { throwIfNoEntry: false });
      if (current?.ino === written.ino && current.dev === written.dev) return written.size;
    } finally {
      fs.closeSync(fd);
    }
  }
  throw new Error(`${path}: sealed ${maxAppendAttempts} times under the same line`);
}

function openToAppend(path: string, makeDir: () => void): number {
  try {
    return fs.openSync(path, "a", 0o600);
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
    makeDir();
    return fs.openSync(path, "a", 0o600);
  }
}
