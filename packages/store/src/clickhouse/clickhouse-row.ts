import { countedOf } from "../counted.ts";
import type { Counted } from "../counted.ts";
import type { NewEventRow } from "../event-store.ts";
import { encodeRow } from "../insert-events.ts";
import { pseudonymIn } from "../pseudonym-in.ts";
import type { EncodedRow } from "../write.ts";

/** An event row, and what it adds to the rollup, which is kept in columns beside it. */
export interface ClickhouseRow extends EncodedRow, Counted {
  readonly receivedAtMs: number;
  /** Whose row it is, where no run says so: a pseudonym, or null. */
  readonly developer: string | null;
}

/** @throws QueryError when an id is no UUID; TypeError when a payload can't be written as JSON */
export function encodeRows(rows: readonly NewEventRow[]): ClickhouseRow[] {
  const nowMs = Date.now();
  return rows.map((row) => {
    const { id, payload } = encodeRow(row, nowMs);
    const counted = countedOf(row.payload);
    const developer = counted.run === null ? pseudonymIn(row.payload) : null;
    return { id, payload, receivedAtMs: row.receivedAtMs ?? nowMs, developer, ...counted };
  });
}
