import { parseRun } from "@astrolabe/metric";
import type { Run } from "@astrolabe/metric";
import { createEventId, eventIdToBytes, parseEventId } from "../event-id.ts";
import type { InsertOutcome, NewEventRow } from "../event-store.ts";
import { addRejected } from "./ledger.ts";
import type { EncodedRow, Transaction, Write } from "./write.ts";

/** @throws QueryError when an id is no UUID; TypeError when a payload can't be written as JSON */
export function createEventsWrite(
  rows: readonly NewEventRow[],
  onConflict: "fail" | "ignore",
): Write<InsertOutcome> {
  const nowMs = Date.now();
  const events = rows.map((row) => encode(row, nowMs));
  return {
    rows: events.length,
    chars: events.reduce((sum, row) => sum + (row.payload?.length ?? 0), 0),
    events,
    apply: (transaction) =>
      onConflict === "fail" ? insertAll(events, transaction) : insertNew(events, transaction),
  };
}

function encode(row: NewEventRow, nowMs: number): EncodedRow {
  const id = row.id === undefined ? createEventId(nowMs) : parseEventId(row.id);
  return {
    id,
    idBytes: eventIdToBytes(id),
    payload: payloadText(row.payload),
    receivedAtMs: nowMs,
    run: wellFormed(parseRun({ payload: row.payload })),
  };
}

function payloadText(payload: unknown): string | null {
  if (payload === null) return null;
  const text: string | undefined = JSON.stringify(payload); // undefined where there is nothing that JSON could say
  return text ?? null;
}

/** A lone surrogate has no UTF-8; every way out of the database would show U+FFFD, so it is counted as that. */
function wellFormed(run: Run | null): Run | null {
  if (run === null || (run.task.isWellFormed() && run.developer.isWellFormed())) return run;
  return { ...run, task: run.task.toWellFormed(), developer: run.developer.toWellFormed() };
}

/** All or nothing, as one INSERT statement: one id that is taken, or that comes twice, refuses all. */
function insertAll(rows: readonly EncodedRow[], { taken, inserts, ledger }: Transaction): InsertOutcome {
  ledger.received += rows.length;
  const fresh = new Set<string>();
  let conflict: string | undefined;
  let duplicates = 0;
  for (const { id } of rows) {
    if (taken.has(id) || fresh.has(id)) {
      conflict ??= id;
      duplicates += 1;
    }
    fresh.add(id);
  }
  if (conflict !== undefined) {
    ledger.duplicate += duplicates;
    if (rows.length > duplicates) addRejected(ledger, "batch_conflict", rows.length - duplicates);
    return { kind: "conflict", id: conflict };
  }
  ledger.stored += rows.length;
  for (const row of rows) {
    taken.add(row.id);
    inserts.push(row);
  }
  return { kind: "stored", ids: rows.map(({ id }) => id), duplicates: 0 };
}

/** As INSERT … ON CONFLICT DO NOTHING: the first row with an id is stored. */
function insertNew(rows: readonly EncodedRow[], { taken, inserts, ledger }: Transaction): InsertOutcome {
  const ids: string[] = [];
  for (const row of rows) {
    if (taken.has(row.id)) continue;
    taken.add(row.id);
    inserts.push(row);
    ids.push(row.id);
  }
  ledger.received += rows.length;
  ledger.stored += ids.length;
  ledger.duplicate += rows.length - ids.length;
  return { kind: "stored", ids, duplicates: rows.length - ids.length };
}
