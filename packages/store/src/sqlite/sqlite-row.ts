import { parseRun } from "@astrolabe/metric";
import type { Run } from "@astrolabe/metric";
import type { SQLOutputValue } from "node:sqlite";
import type { NewEventRow } from "../event-store.ts";
import { encodeRow } from "../insert-events.ts";
import type { EncodedRow } from "../write.ts";

/** An event row, and all that the writing thread needs to know of it. */
export interface SqliteRow extends EncodedRow {
  readonly receivedAtMs: number;
  /** What the row adds to the rollup. */
  readonly run: Run | null;
}

/** @throws QueryError when an id is no UUID; TypeError when a payload can't be written as JSON */
export function encodeRows(rows: readonly NewEventRow[]): SqliteRow[] {
  const nowMs = Date.now();
  return rows.map((row) => {
    const { id, payload } = encodeRow(row, nowMs);
    const run = wellFormed(parseRun({ payload: row.payload }));
    return { id, payload, receivedAtMs: nowMs, run };
  });
}

/** What a stored row has added to the rollup. */
export function runOf(payload: SQLOutputValue | undefined): Run | null {
  return typeof payload === "string" ? wellFormed(parseRun({ payload: JSON.parse(payload) })) : null;
}

/** A lone surrogate has no UTF-8; every way out of the database would show U+FFFD, so it is counted as that. */
function wellFormed(run: Run | null): Run | null {
  if (run === null || (run.task.isWellFormed() && run.developer.isWellFormed())) return run;
  return { ...run, task: run.task.toWellFormed(), developer: run.developer.toWellFormed() };
}
