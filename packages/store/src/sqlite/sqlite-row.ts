import type { SQLOutputValue } from "node:sqlite";
import { countedOf, nothingCounted } from "../counted.ts";
import type { Counted } from "../counted.ts";
import type { NewEventRow } from "../event-store.ts";
import { encodeRow } from "../insert-events.ts";
import { pseudonymIn } from "../pseudonym-in.ts";
import type { EncodedRow } from "../write.ts";

/** An event row, and all that the writing thread needs to know of it. */
export interface SqliteRow extends EncodedRow, Counted {
  readonly receivedAtMs: number;
  /** Whose row it is, where no run says so: a pseudonym, or null. */
  readonly developer: string | null;
}

/** @throws QueryError when an id is no UUID; TypeError when a payload can't be written as JSON */
export function encodeRows(rows: readonly NewEventRow[]): SqliteRow[] {
  const nowMs = Date.now();
  return rows.map((row) => {
    const { id, payload } = encodeRow(row, nowMs);
    const { run, dropped } = countedOf(row.payload);
    const developer = run === null ? pseudonymIn(row.payload) : null;
    return { id, payload, receivedAtMs: row.receivedAtMs ?? nowMs, run, dropped, developer };
  });
}

/** What a stored row has added to the rollup. */
export function countedOfStored(payload: SQLOutputValue | undefined): Counted {
  return typeof payload === "string" ? countedOf(JSON.parse(payload)) : nothingCounted;
}
