import { fs, nodePath } from "./built-ins.ts";
import { maxQuarantineBytes } from "./limits.ts";
import { parseObject } from "./parse-row.ts";
import { linesOf, quarantinePath, readIfThere, renameIfThere } from "./segment.ts";

/** A row that will not be sent again, and why. */
export interface Quarantined {
  /** The line as it stood in the spool. */
  readonly row: string;
  /** The server's HTTP status; 0 if the line was broken before it could be sent. */
  readonly status: number;
  /** The beginning of the server's answer. */
  readonly answer: string;
}

/**
 * Sets rows aside. The oldest of them go in the end, uncounted: the server counted those it refused, and a torn line was
 * never recorded.
 */
export function quarantine(dir: string, rows: readonly Quarantined[]): void {
  if (rows.length === 0) return;
  const path = quarantinePath(dir);
  const lines = rows.map(({ row, status, answer }) => `\n${JSON.stringify({ row, status, answer })}\n`);
  fs.appendFileSync(path, lines.join(""), { mode: 0o600 });
  if (fs.statSync(path).size > maxQuarantineBytes) renameIfThere(path, olderPath(dir));
}

export function readQuarantine(dir: string): Quarantined[] {
  return [olderPath(dir), quarantinePath(dir)].flatMap((path) =>
    linesOf(readIfThere(path)).flatMap((line) => parseQuarantined(line) ?? []),
  );
}

/** undefined if the line is torn. */
function parseQuarantined(line: string): Quarantined | undefined {
  const { row, status, answer } = parseObject(line) ?? {};
  if (typeof row !== "string" || typeof status !== "number" || typeof answer !== "string") return undefined;
  return { row, status, answer };
}

function olderPath(dir: string): string {
  return nodePath.join(dir, "quarantine.old.ndjson");
}
