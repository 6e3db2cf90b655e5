import { ApiError } from "./api-error.ts";
import type { Exchange } from "./exchange.ts";
import { parseInsert } from "./parse-insert.ts";
import type { InsertPlan } from "./parse-insert.ts";
import { countRows, parseBody, toRecords } from "./parse-records.ts";
import type { Records } from "./parse-records.ts";
import { checkInsert } from "./row-policy.ts";
import { checkSingle } from "./rows-body.ts";
import type { Table } from "./table.ts";

/** An insert that was read, checked and allowed. */
export interface Received<Row> {
  readonly plan: InsertPlan;
  readonly rows: readonly Row[];
}

/**
 * Reads the rows of a POST or PUT. What is refused here never reaches the store, so it is counted in the ledger here.
 * Rejects with an ApiError when a row is refused: then all of the request's rows are.
 */
export async function receiveRows<Row>(
  exchange: Exchange,
  table: Table,
  parseRows: (records: Records, plan: InsertPlan) => Row[],
): Promise<Received<Row>> {
  let rowsSeen = 1;
  try {
    const body = await exchange.bodies.read(exchange.incoming);
    try {
      const parsed = parseBody(body, exchange.incoming.headers["content-type"]);
      rowsSeen = countRows(parsed.value);
      const plan = parseInsert(exchange.incoming, exchange.query, table);
      const rows = parseRows(toRecords(parsed, plan.columns, table), plan);
      if (rows.length > 0) checkInsert(exchange.role, table, plan);
      checkSingle(rows.length, plan.form);
      return { plan, rows };
    } finally {
      exchange.bodies.release(body);
    }
  } catch (error) {
    // A 503 takes nothing in: the sender keeps its rows and sends them again. The ledger is about events only.
    const refused = error instanceof ApiError && error.status < 500 && rowsSeen > 0;
    if (refused && table.name === "events") {
      await exchange.store.recordRejected(error.reason, rowsSeen);
    }
    throw error;
  }
}
