import type { Answer } from "./answer.ts";
import { ApiError } from "./api-error.ts";
import type { Exchange } from "./exchange.ts";
import { writtenRows } from "./insert-answer.ts";
import type { Inserted } from "./insert-answer.ts";
import { eventsParser, storeEvents } from "./insert-events.ts";
import { storeNsm, totalsParser } from "./insert-nsm.ts";
import { parseFilter } from "./parse-filter.ts";
import type { InsertPlan } from "./parse-insert.ts";
import type { Records } from "./parse-records.ts";
import { parseNsmRows } from "./parse-rows.ts";
import { preferenceApplied } from "./preferences.ts";
import { parseQueryString } from "./query-string.ts";
import { receiveRows } from "./receive-rows.ts";
import { rowsType } from "./rows-body.ts";
import { events, nsm } from "./table.ts";
import type { Table } from "./table.ts";

/** PUT /rest/v1/events?id=eq.ID: stores this row, in the place of the one that is there. */
export async function putEvent(exchange: Exchange): Promise<Answer> {
  const { plan, rows } = await receiveRows(
    exchange,
    events,
    oneRow(exchange.query, events, eventsParser(exchange)),
  );
  return putAnswer(plan, events, await storeEvents(exchange, rows, "merge"));
}

/** PUT /rest/v1/nsm?task=eq.T&week=eq.W&developer=eq.D: likewise. */
export async function putNsm(exchange: Exchange): Promise<Answer> {
  // The URL names the developer that comes, not the one that is stored.
  const parseRow = totalsParser(exchange, oneRow(exchange.query, nsm, parseNsmRows));
  const { plan, rows } = await receiveRows(exchange, nsm, parseRow);
  return putAnswer(plan, nsm, await storeNsm(exchange, rows, "merge"));
}

/** Makes the parsing of rows that have to be one, the one that the URL names. */
function oneRow<Row extends object>(
  query: string,
  table: Table,
  parseRows: (records: Records, plan: InsertPlan) => readonly Row[],
): (records: Records, plan: InsertPlan) => readonly Row[] {
  const key = parseKey(query, table);
  return (records, plan) => {
    const missing = key.find(([column]) => !records.columns.includes(column))?.[0];
    if (missing !== undefined) {
      throw new ApiError(400, "42703", `column pgrst_body.${missing} does not exist`);
    }
    const rows = parseRows(records, plan);
    const [row] = rows;
    const matches = row !== undefined && key.every(([column, value]) => Reflect.get(row, column) === value);
    if (rows.length === 1 && matches) return rows;
    throw new ApiError(400, "PGRST115", "Payload values do not match URL in primary key column(s)");
  };
}

/** The primary key, column by column. @throws ApiError 400, or 405 when the URL names no single row. */
function parseKey(query: string, table: Table): readonly (readonly [column: string, value: string])[] {
  const parameters = parseQueryString(query);
  const filters = parameters
    .filter(([name]) => !["select", "columns", "order", "limit", "offset", "on_conflict"].includes(name))
    .map((one) => parseFilter(one, table));
  const key = filters.flatMap(({ expression: { column, path }, operator, negated, value }) =>
    operator === "eq" && !negated && path.length === 0 && typeof value === "string"
      ? [[column, value] as const]
      : [],
  );
  const named = key.map(([column]) => column).toSorted();
  if (key.length === filters.length && String(named) === String(table.primaryKey.toSorted())) return key;
  const message = "Filters must include all and only primary key columns with 'eq' operators";
  throw new ApiError(405, "PGRST105", message);
}

function putAnswer(plan: InsertPlan, table: Table, inserted: Inserted): Answer {
  const { preferences, form } = plan;
  const headers = preferenceApplied(preferences, ["return", "count", "handling", "timezone"]);
  if (preferences.return !== "representation") return { status: 204, headers, body: "" };
  return {
    status: inserted.status,
    headers: [...rowsType(form), ...headers],
    body: writtenRows(plan, table, inserted),
  };
}
