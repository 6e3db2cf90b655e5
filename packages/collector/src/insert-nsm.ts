import type { NsmRow, OnConflict } from "@astrolabe/store";
import type { Answer } from "./answer.ts";
import type { Exchange } from "./exchange.ts";
import { inTime } from "./in-time.ts";
import { duplicateKey, insertAnswer } from "./insert-answer.ts";
import type { Inserted } from "./insert-answer.ts";
import type { InsertPlan } from "./parse-insert.ts";
import type { Records } from "./parse-records.ts";
import { parseNsmRows } from "./parse-rows.ts";
import { receiveRows } from "./receive-rows.ts";
import { nsm } from "./table.ts";

/** POST /rest/v1/nsm: weekly totals, upserted by (task, week, developer) if the client asks for it. */
export async function insertNsm(exchange: Exchange): Promise<Answer> {
  const { plan, rows } = await receiveRows(exchange, nsm, totalsParser(exchange, parseNsmRows));
  return insertAnswer(plan, nsm, await storeNsm(exchange, rows, plan.onConflict));
}

/** Makes the parsing of rows into totals as they are to be stored. */
export function totalsParser(
  { pseudonyms }: Exchange,
  parseRows: (records: Records, plan: InsertPlan) => readonly NsmRow[],
): (records: Records, plan: InsertPlan) => readonly NsmRow[] {
  if (pseudonyms === undefined) return parseRows;
  return (records, plan) => parseRows(records, plan).map((row) => pseudonyms.rekeyTotal(row));
}

/** Rejects with an ApiError 409 when a total is there, and a QueryError when the database refuses a row. */
export async function storeNsm(
  { store, metrics, role }: Exchange,
  rows: readonly NsmRow[],
  onConflict: OnConflict,
): Promise<Inserted> {
  const outcome = await inTime(metrics.timeInsert(store.insertNsm(rows, onConflict)));
  if (outcome.kind === "conflict") throw duplicateKey(role, nsm, { ...outcome.key });
  const { inserted, updated } = outcome;
  return {
    count: inserted + updated,
    status: onConflict === "merge" && inserted === 0 ? 200 : 201,
    // Of ignored rows nobody knows which: they are told by their number only.
    rows: () => (inserted + updated === rows.length ? rows.map((row) => ({ ...row })) : []),
  };
}
