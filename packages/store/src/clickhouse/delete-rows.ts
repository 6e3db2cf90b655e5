import type { NsmRow } from "../event-store.ts";
import { maxDeletedRows } from "../limits.ts";
import { QueryError } from "../query-error.ts";
import type { DeleteOutcome, DeleteQuery } from "../row-query.ts";
import type { Connection } from "./connect.ts";
import { eventColumns, writeEvent } from "./events-table.ts";
import { nsmColumns, writeTotal } from "./nsm-table.ts";
import { planRead } from "./plan-read.ts";
import { filteredRows, textOf } from "./read-rows.ts";
import { createRowBinary } from "./row-binary.ts";
import type { RowBinary } from "./row-binary.ts";
import type { ReadRow } from "./value-of.ts";
import { nextVersion } from "./version.ts";

/** Gives each row a version that says that it is gone, all in one block. @throws QueryError when the query makes no sense */
export async function deleteRows(connection: Connection, query: DeleteQuery): Promise<DeleteOutcome> {
  const { table, filters, select, maxRows = maxDeletedRows } = query;
  const plan = planRead({ table, filters, select: select ?? [], order: [] });
  const found: ReadRow[] = [];
  let count = 0;
  for await (const row of filteredRows(connection, plan)) {
    count += 1;
    if (count <= maxDeletedRows) found.push(row);
  }
  if (count > maxRows) return { kind: "too_many", count };
  if (count > maxDeletedRows) throw tooManyAtOnce();
  const out = createRowBinary();
  const nowMs = Date.now();
  for (const row of found) (table === "events" ? buryEvent : buryTotal)(out, row, nowMs);
  if (count > 0) await connection.insert(table === "events" ? eventColumns : nsmColumns, out.bytes());
  const rows = select === undefined ? [] : found.map((row) => textOf(plan.members, row));
  return { kind: "deleted", count, rows };
}

function buryEvent(out: RowBinary, row: ReadRow, nowMs: number): void {
  const version = nextVersion(BigInt(row.stored("version") ?? 0), true, nowMs);
  const [lives, receivedAtMs] = [Number(row.stored("lives")), Number(row.stored("received_at"))];
  const nothing = { id: String(row.stored("id")), payload: null, run: null, developer: null, dropped: 0 };
  writeEvent(out, { version, deleted: true, lives, receivedAtMs }, nothing);
}

function buryTotal(out: RowBinary, row: ReadRow, nowMs: number): void {
  const [task = "", week = "", developer = ""] = ["task", "week", "developer"].map((column) =>
    String(row.stored(column)),
  );
  const total: NsmRow = { task, week, developer, successful_runs: 0 };
  writeTotal(out, total, {
    version: nextVersion(BigInt(row.stored("version") ?? 0), true, nowMs),
    deleted: true,
  });
}

function tooManyAtOnce(): QueryError {
  return new QueryError(
    "54000",
    `More than ${maxDeletedRows} rows would be deleted at once`,
    undefined,
    "Delete them in parts.",
  );
}
