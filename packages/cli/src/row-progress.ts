import { createStatusLine } from "./progress.ts";
import { duration } from "./progress-text.ts";

export interface RowProgress {
  add(rows: number): void;
  clear(): void;
}

/** One line on standard error: `moving: 412,000 rows (41 %), 32,000 rows/s, 18 s left`; on a terminal only. */
export function createRowProgress(doing: string, totalRows?: number): RowProgress {
  const startedMs = performance.now();
  const line = createStatusLine();
  let rows = 0;
  return {
    add(more) {
      rows += more;
      line.show(() => rowsText(doing, rows, totalRows, performance.now() - startedMs));
    },
    clear: line.clear,
  };
}

/** How far it is, in a line. */
export function rowsText(
  doing: string,
  rows: number,
  totalRows: number | undefined,
  elapsedMs: number,
): string {
  const share = totalRows ? ` (${Math.min(100, Math.floor((rows / totalRows) * 100))} %)` : "";
  const parts = [`${doing}: ${rows.toLocaleString("en")} rows${share}`];
  const rowsPerMs = rows / elapsedMs;
  if (Number.isFinite(rowsPerMs) && rowsPerMs > 0) {
    parts.push(`${Math.round(rowsPerMs * 1000).toLocaleString("en")} rows/s`);
    if (totalRows && totalRows > rows) parts.push(`${duration((totalRows - rows) / rowsPerMs)} left`);
  }
  return parts.join(", ");
}
