// Which weeks were closed: a file that is only appended to. A line says that no token is made with a week's key any more
// (`closed`), a later one that the key is gone (`destroyed`); a collector that died in between left only the first.
import * as fs from "node:fs";
import { dirname } from "node:path";
import { isWeek } from "@astrolabe/metric";
import { syncFolder } from "./key-file.ts";

export interface ClosingLine {
  readonly week: string;
  readonly event: "closed" | "destroyed";
  /** ISO 8601, in UTC. */
  readonly at: string;
  /** SHA-256 of the key's bytes, in hex: whoever has a copy of a key can tell that it is the one. */
  readonly key_sha256: string;
}

/** Appends a line, and returns when it is on disk. */
export function appendClosing(path: string, line: ClosingLine): void {
  const isNew = !fs.existsSync(path);
  const fd = fs.openSync(path, "a", 0o600);
  try {
    // A collector that died, or a full disk, may have left part of a line. Blank lines mean nothing.
    fs.writeSync(fd, `\n${JSON.stringify(line)}\n`);
    fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
  if (isNew) syncFolder(dirname(path));
}

/** What was last said of each week. */
export function readClosings(path: string): ReadonlyMap<string, ClosingLine> {
  const text = fs.existsSync(path) ? fs.readFileSync(path, "utf8") : "";
  return new Map(text.split("\n").flatMap((line) => parseLine(line).map((one) => [one.week, one] as const)));
}

/** Nothing where the line is torn. */
function parseLine(line: string): ClosingLine[] {
  try {
    const { week, event, at, key_sha256 }: Record<keyof ClosingLine, unknown> = JSON.parse(line);
    if (typeof week !== "string" || !isWeek(week)) return [];
    if (event !== "closed" && event !== "destroyed") return [];
    return [{ week, event, at: String(at), key_sha256: String(key_sha256) }];
  } catch {
    return [];
  }
}
