import { QueryError, parseExactJson } from "@astrolabe/store";
import type { NewEventRow, OnConflict } from "@astrolabe/store";
import { ApiError } from "./api-error.ts";
import type { Answer } from "./answer.ts";
import { checkDeclared } from "./check-declared.ts";
import type { Exchange } from "./exchange.ts";
import { inTime } from "./in-time.ts";
import { duplicateKey, expiredRow, insertAnswer } from "./insert-answer.ts";
import type { Inserted } from "./insert-answer.ts";
import type { SentRecord, Records } from "./parse-records.ts";
import type { InsertPlan } from "./parse-insert.ts";
import { parseEventRows } from "./parse-rows.ts";
import { receiveRows } from "./receive-rows.ts";
import { events } from "./table.ts";

/** POST /rest/v1/events: answers 201 when every row is on disk. */
export async function insertEvents(exchange: Exchange): Promise<Answer> {
  const { plan, rows } = await receiveRows(exchange, events, eventsParser(exchange));
  return insertAnswer(plan, events, await storeEvents(exchange, rows, plan.onConflict));
}

/** Rejects with an ApiError 409 when an id is there, and a QueryError when the database refuses a row. */
export async function storeEvents(
  { store, metrics, role }: Exchange,
  rows: readonly NewEventRow[],
  onConflict: OnConflict,
): Promise<Inserted> {
  try {
    const outcome = await inTime(metrics.timeInsert(store.insertEvents(rows, onConflict)));
    if (outcome.kind === "conflict") throw duplicateKey(role, events, { id: outcome.id });
    if (outcome.kind === "forgotten") throw forgottenDeveloper();
    if (outcome.kind === "expired") throw expiredRow(outcome);
    metrics.observeDelay(rows);
    const count = outcome.ids.length;
    return {
      count,
      status: onConflict === "merge" && outcome.duplicates === count ? 200 : 201,
      rows: () => storedRows(rows, outcome.ids),
    };
  } catch (error) {
    // The store has counted nothing.
    if (error instanceof QueryError) await inTime(store.recordRejected("refused_by_database", rows.length));
    throw error;
  }
}

/** As a check constraint refuses it: a client sets aside the row that is at fault, and sends the others. */
function forgottenDeveloper(): ApiError {
  const message = 'new row for relation "events" violates check constraint "events_not_forgotten_check"';
  return new ApiError(400, "23514", message, {
    details: "Its developer has asked to be forgotten since it was recorded.",
  });
}

/** Makes the parsing of rows into events that may be taken, as they are to be stored. */
export function eventsParser({
  declared,
  pseudonyms,
}: Exchange): (records: Records, plan: InsertPlan) => readonly NewEventRow[] {
  return (records, { preferences }) => {
    const rows = parseEventRows(records, preferences.missing === "default");
    if (declared !== undefined) for (const { payload } of rows) checkDeclared(declared, payload);
    return pseudonyms === undefined ? rows : rows.map((row) => pseudonyms.rekeyEvent(row));
  };
}

/** The ids name the rows that were stored, in order: a row that was there already has none among them. */
function storedRows(rows: readonly NewEventRow[], ids: readonly string[]): SentRecord[] {
  let next = 0;
  return rows.flatMap(({ id, payload, json }) => {
    if (next >= ids.length || (id !== undefined && id !== ids[next])) return [];
    return [{ id: ids[next++], payload: json === undefined ? payload : parseExactJson(json).value }];
  });
}
