import type { NsmRow } from "@astrolabe/store";
import type { Answer } from "./answer.ts";
import { ApiError } from "./api-error.ts";
import type { Exchange } from "./exchange.ts";
import { duplicateKey, insertAnswer } from "./insert-answer.ts";
import type { InsertPlan } from "./parse-insert.ts";
import type { Records } from "./parse-records.ts";
import { parseNsmRows } from "./parse-rows.ts";
import { receiveRows } from "./receive-rows.ts";
import { nsm } from "./table.ts";

/** POST /rest/v1/nsm: weekly totals, upserted by (task, week, developer) if the client asks for it. */
export async function insertNsm(exchange: Exchange): Promise<Answer> {
  const { plan, rows } = await receiveRows(exchange, nsm, parse);
  const outcome = await exchange.metrics.timeInsert(exchange.store.insertNsm(rows, plan.onConflict));
  if (outcome.kind === "conflict") throw duplicateKey(exchange.role, nsm, { ...outcome.key });
  const { inserted, updated } = outcome;
  const onlyUpdated = plan.onConflict === "merge" && inserted === 0 && rows.length > 0;
  return insertAnswer(plan, nsm, {
    count: inserted + updated,
    status: onlyUpdated ? 200 : 201,
    // Of ignored rows nobody knows which: they are told by their number only.
    rows: () => (inserted + updated === rows.length ? rows.map((row) => ({ ...row })) : []),
  });
}

function parse(records: Records, plan: InsertPlan): NsmRow[] {
  const rows = parseNsmRows(records);
  if (plan.onConflict === "merge" && new Set(rows.map(keyOf)).size < rows.length) {
    // PostgREST answers 500 here; but sending it again can't help, so it is the sender's mistake.
    throw new ApiError(400, "21000", "ON CONFLICT DO UPDATE command cannot affect row a second time", {
      hint: "Ensure that no rows proposed for insertion within the same command have duplicate constrained values.",
    });
  }
  return rows;
}

function keyOf({ task, week, developer }: NsmRow): string {
  return JSON.stringify([task, week, developer]);
}
