import { isUtf8 } from "node:buffer";
import { ApiError, invalidJsonText, notImplemented, queueFull } from "./api-error.ts";
import type { Exchange } from "./exchange.ts";
import { inTime } from "./in-time.ts";
import { invalidJson } from "./json-text.ts";
import { parseInsert } from "./parse-insert.ts";
import type { InsertPlan } from "./parse-insert.ts";
import { countRows, parseBody, toRecords } from "./parse-records.ts";
import type { Body, Records } from "./parse-records.ts";
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
  parseRows: (records: Records, plan: InsertPlan) => readonly Row[],
): Promise<Received<Row>> {
  if (exchange.store.load().isHigh) throw queueFull();
  let rowsSeen = 1;
  try {
    const body = await exchange.bodies.read(exchange.incoming);
    try {
      const parsed = readBody(body, exchange);
      rowsSeen = countRows(parsed.value);
      const plan = parseInsert(exchange.incoming, exchange.query, table);
      const rows = parseRows(toRecords(parsed, plan.columns, table), plan);
      if (plan.isOrdered && rows.length > 1) {
        throw notImplemented(
          "An insert returns its rows in the order in which they were sent: `order` is not offered.",
        );
      }
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
      await inTime(exchange.store.recordRejected(error.reason, rowsSeen));
    }
    throw error;
  }
}

/** With `columns=` it is PostgreSQL that reads JSON, and says what is wrong with it. */
function readBody(body: Buffer, { incoming, query }: Exchange): Body {
  try {
    return parseBody(body, incoming.headers["content-type"]);
  } catch (error) {
    const byDatabase = incoming.method === "POST" && /(?:^|[&;])columns=/.test(query);
    const isFaulty = error instanceof ApiError && error.message === invalidJson().message && isUtf8(body);
    throw byDatabase && isFaulty ? invalidJsonText(body.toString()) : error;
  }
}
