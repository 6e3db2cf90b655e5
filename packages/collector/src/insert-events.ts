import type { NewEventRow } from "@astrolabe/store";
import type { Answer } from "./answer.ts";
import type { Exchange } from "./exchange.ts";
import { duplicateKey, insertAnswer } from "./insert-answer.ts";
import type { SentRecord, Records } from "./parse-records.ts";
import type { InsertPlan } from "./parse-insert.ts";
import { parseEventRows } from "./parse-rows.ts";
import { receiveRows } from "./receive-rows.ts";
import { events } from "./table.ts";

/** POST /rest/v1/events: answers 201 when every row is on disk. */
export async function insertEvents(exchange: Exchange): Promise<Answer> {
  const { plan, rows } = await receiveRows(exchange, events, parse);
  const onConflict = plan.onConflict === "ignore" ? "ignore" : "fail";
  const outcome = await exchange.metrics.timeInsert(exchange.store.insertEvents(rows, onConflict));
  if (outcome.kind === "conflict") throw duplicateKey(exchange.role, events, { id: outcome.id });
  return insertAnswer(plan, events, {
    count: outcome.ids.length,
    status: 201,
    rows: () => storedRows(rows, outcome.ids),
  });
}

function parse(records: Records, { preferences }: InsertPlan): NewEventRow[] {
  return parseEventRows(records, preferences.missing === "default");
}

/** The ids name the rows that were stored, in order: a row that was there already has none among them. */
function storedRows(rows: readonly NewEventRow[], ids: readonly string[]): SentRecord[] {
  let next = 0;
  return rows.flatMap(({ id, payload }) =>
    next < ids.length && (id === undefined || id === ids[next]) ? [{ id: ids[next++], payload }] : [],
  );
}
