import type { NsmOutcome, NsmRow, OnConflict } from "./event-store.ts";
import { QueryError, repeatedKey } from "./query-error.ts";
import type { NsmTable, TotalsWrite } from "./write.ts";

/**
 * Weekly totals are no events: the ledger doesn't count them.
 *
 * @throws QueryError when a total is no whole number, or a key comes twice in one `merge`
 */
export function createTotalsWrite(rows: readonly NsmRow[], onConflict: OnConflict): TotalsWrite {
  const totals = rows.map((row) => encode(row));
  if (onConflict === "merge" && repeated(totals) !== undefined) {
    throw repeatedKey();
  }
  return { kind: "totals", totals, onConflict };
}

function encode(row: NsmRow): NsmRow {
  const { task, week, developer, successful_runs } = row;
  if (!Number.isSafeInteger(successful_runs)) {
    throw new QueryError("22P02", `invalid input syntax for type integer: "${successful_runs}"`);
  }
  return { task: task.toWellFormed(), week, developer: developer.toWellFormed(), successful_runs };
}

export function applyTotals({ totals, onConflict }: TotalsWrite, nsm: NsmTable): NsmOutcome {
  if (onConflict === "fail") return insertAll(totals, nsm);
  return onConflict === "merge" ? merge(totals, nsm) : insertNew(totals, nsm);
}

function insertAll(rows: readonly NsmRow[], nsm: NsmTable): NsmOutcome {
  const conflict = rows.find((row) => nsm.has(row)) ?? repeated(rows);
  if (conflict !== undefined) {
    const { task, week, developer } = conflict;
    return { kind: "conflict", key: { task, week, developer } };
  }
  for (const row of rows) nsm.put(row);
  return { kind: "stored", inserted: rows.length, updated: 0 };
}

function insertNew(rows: readonly NsmRow[], nsm: NsmTable): NsmOutcome {
  let inserted = 0;
  for (const row of rows) {
    if (nsm.has(row)) continue;
    nsm.put(row);
    inserted += 1;
  }
  return { kind: "stored", inserted, updated: 0 };
}

function merge(rows: readonly NsmRow[], nsm: NsmTable): NsmOutcome {
  const updated = rows.filter((row) => nsm.has(row)).length;
  for (const row of rows) nsm.put(row);
  return { kind: "stored", inserted: rows.length - updated, updated };
}

/** The first row whose key an earlier one has. */
function repeated(rows: readonly NsmRow[]): NsmRow | undefined {
  const seen = new Set<string>();
  return rows.find(({ task, week, developer }) => {
    const key = JSON.stringify([task, week, developer]);
    return seen.size === seen.add(key).size;
  });
}
