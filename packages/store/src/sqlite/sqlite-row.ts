import type { SQLOutputValue } from "node:sqlite";
import { countedOf, nothingCounted } from "../counted.ts";
import type { Counted } from "../counted.ts";
import type { NewEventRow } from "../event-store.ts";
import { encodeRow } from "../insert-events.ts";
import type { EncodedRow } from "../write.ts";

/** An event row, and all that the writing thread needs to know of it. */
export interface SqliteRow extends EncodedRow, Counted {
  readonly receivedAtMs: number;
}

/** @throws QueryError when an id is no UUID; TypeError when a payload can't be written as JSON */
export function encodeRows(rows: readonly NewEventRow[]): SqliteRow[] {
  const nowMs = Date.now();
  return rows.map((row) => {
    const { id, payload } = encodeRow(row, nowMs);
    const { run, dropped } = countedOf(row.payload);
    return { id, payload, receivedAtMs: nowMs, run, dropped };
  });
}

/** What a stored row has added to the rollup. */
export function countedOfStored(payload: SQLOutputValue | undefined): Counted {
  return typeof payload === "string" ? countedOf(JSON.parse(payload)) : nothingCounted;
}
