import { createEventId, parseEventId } from "./event-id.ts";
import type { InsertOutcome, NewEventRow, OnConflict } from "./event-store.ts";
import { addRejected } from "./ledger-delta.ts";
import { isExpired } from "./horizon.ts";
import { repeatedKey } from "./query-error.ts";
import type { EncodedRow, EventsWrite, Transaction } from "./write.ts";

/** @throws QueryError 21000 when an id comes twice in one `merge` */
export function createEventsWrite<Row extends EncodedRow>(
  events: readonly Row[],
  onConflict: OnConflict,
): EventsWrite<Row> {
  if (onConflict === "merge" && new Set(events.map(({ id }) => id)).size < events.length) {
    throw repeatedKey();
  }
  return { kind: "events", events, onConflict };
}

/** @throws QueryError when the id is no UUID; TypeError when the payload can't be written as JSON */
export function encodeRow(row: NewEventRow, nowMs: number): EncodedRow {
  return {
    id: row.id === undefined ? createEventId(nowMs) : parseEventId(row.id),
    payload: payloadText(row),
  };
}

function payloadText({ payload, json }: NewEventRow): string | null {
  if (payload === null) return null;
  const text: string | undefined = json ?? JSON.stringify(payload); // undefined where there is nothing that JSON could say
  return text ?? null;
}

export function applyEvents<Row extends EncodedRow>(
  { events, onConflict }: EventsWrite<Row>,
  transaction: Transaction<Row>,
): InsertOutcome {
  if (events.some((row) => transaction.isForgotten(row))) {
    transaction.ledger.received += events.length;
    addRejected(transaction.ledger, "forgotten", events.length);
    return { kind: "forgotten" };
  }
  const expired = refuseExpired(events, transaction);
  if (expired !== undefined) return expired;
  if (onConflict === "fail") return insertAll(events, transaction);
  return onConflict === "merge" ? merge(events, transaction) : insertNew(events, transaction);
}

/** One row from before the horizon refuses all; unless it is there already: then it is a duplicate as any other. */
function refuseExpired<Row extends EncodedRow>(
  rows: readonly Row[],
  { taken, horizonMs, ledger }: Transaction<Row>,
): InsertOutcome | undefined {
  if (horizonMs === undefined) return undefined;
  const expired = rows.filter((row) => !taken.has(row.id) && isExpired(row, horizonMs));
  const [first] = expired;
  if (first === undefined) return undefined;
  const duplicates = rows.filter(({ id }) => taken.has(id)).length;
  const others = rows.length - expired.length - duplicates;
  ledger.received += rows.length;
  ledger.duplicate += duplicates;
  addRejected(ledger, "expired", expired.length);
  if (others > 0) addRejected(ledger, "batch_expired", others);
  return { kind: "expired", id: first.id, horizonMs };
}

/** All or nothing, as one INSERT statement: one id that is taken, or that comes twice, refuses all. */
function insertAll<Row extends EncodedRow>(
  rows: readonly Row[],
  { taken, inserts, ledger }: Transaction<Row>,
): InsertOutcome {
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
function insertNew<Row extends EncodedRow>(
  rows: readonly Row[],
  { taken, inserts, ledger }: Transaction<Row>,
): InsertOutcome {
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

/** As INSERT … ON CONFLICT DO UPDATE: a payload replaces the one that its id has. */
function merge<Row extends EncodedRow>(
  rows: readonly Row[],
  { taken, inserts, replacements, ledger }: Transaction<Row>,
): InsertOutcome {
  let duplicates = 0;
  for (const row of rows) {
    if (taken.has(row.id)) {
      replacements.set(row.id, row);
      duplicates += 1;
    } else {
      taken.add(row.id);
      inserts.push(row);
    }
  }
  ledger.received += rows.length;
  ledger.stored += rows.length - duplicates;
  ledger.duplicate += duplicates;
  return { kind: "stored", ids: rows.map(({ id }) => id), duplicates };
}
