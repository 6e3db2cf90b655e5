import { fs } from "./built-ins.ts";
import { parseObject } from "./parse-row.ts";
import { linesOf, quarantinePath, readIfThere } from "./segment.ts";

/** A row that will not be sent again, and why. */
export interface Quarantined {
  /** The line as it stood in the spool. */
  readonly row: string;
  /** The server's HTTP status; 0 if the line was broken before it could be sent. */
  readonly status: number;
  /** The beginning of the server's answer. */
  readonly answer: string;
}

/** Sets rows aside. */
export function quarantine(dir: string, rows: readonly Quarantined[]): void {
  if (rows.length === 0) return;
  const lines = rows.map(({ row, status, answer }) => `\n${JSON.stringify({ row, status, answer })}\n`);
  fs.appendFileSync(quarantinePath(dir), lines.join(""), { mode: 0o600 });
}

export function readQuarantine(dir: string): Quarantined[] {
  return linesOf(readIfThere(quarantinePath(dir))).flatMap((line) => parseQuarantined(line) ?? []);
}

/** undefined if the line is torn. */
export function parseQuarantined(line: string): Quarantined | undefined {
  const { row, status, answer } = parseObject(line) ?? {};
  if (typeof row !== "string" || typeof status !== "number" || typeof answer !== "string") return undefined;
  return { row, status, answer };
}
