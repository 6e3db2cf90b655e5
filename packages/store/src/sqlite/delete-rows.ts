import type { DatabaseSync } from "node:sqlite";
import { maxDeletedRows } from "../limits.ts";
import { QueryError } from "../query-error.ts";
import type { DeleteOutcome, DeleteQuery } from "../row-query.ts";
import { inTransaction } from "./commit.ts";
import { describeError } from "./database-error.ts";
import { filtersToSql } from "./filter-sql.ts";
import type { Condition } from "./filter-sql.ts";
import { createLedgerTable } from "./ledger.ts";
import { membersOf, planRead } from "./plan-read.ts";
import { toJson } from "./read-rows.ts";
import type { Reader } from "./reader.ts";
import { createRollupTable } from "./rollup.ts";
import { runOf } from "./sqlite-row.ts";

/**
 * Makes the deletion of rows: they are looked for in the reading thread, because that may take long, and deleted in one
 * transaction, if the filters still let them through then.
 */
export function createDeleteRows(
  database: DatabaseSync,
  path: string,
  reader: Reader,
): (query: DeleteQuery) => Promise<DeleteOutcome> {
  const rollup = createRollupTable(database);
  const ledger = createLedgerTable(database);

  function remove(query: DeleteQuery, { sql: where, values }: Condition): DeleteOutcome {
    const { table, select, maxRows = maxDeletedRows } = query;
    const found = database.prepare(`SELECT * FROM ${table}${where}`).all(...values);
    if (found.length > maxRows) return { kind: "too_many", count: found.length };
    database.prepare(`DELETE FROM ${table}${where}`).run(...values);
    if (table === "events") {
      rollup.subtract(found.map(({ payload }) => ({ run: runOf(payload) })));
      ledger.addDeleted(found.length);
    }
    const members = select === undefined ? undefined : membersOf(table, select);
    const rows = members === undefined ? [] : found.map((row) => toJson(members, row));
    return { kind: "deleted", count: found.length, rows };
  }

  return async (query) => {
    const filters = filtersToSql(query.table, query.filters);
    const where = query.table === "events" ? among(await findIds(reader, query), filters) : filters;
    try {
      return inTransaction(database, () => remove(query, where));
    } catch (error) {
      throw describeError("Nothing was deleted in the database", path, error);
    }
  };
}

function among(ids: readonly string[], { sql, values }: Condition): Condition {
  const condition = "id IN (SELECT unhex(value) FROM json_each(?))";
  return {
    sql: sql === "" ? ` WHERE ${condition}` : `${sql} AND ${condition}`,
    values: [...values, JSON.stringify(ids)],
  };
}

/** Ids of events, in hexadecimal. @throws QueryError 54000 when they are too many to be deleted at once */
async function findIds(reader: Reader, { table, filters }: DeleteQuery): Promise<string[]> {
  const id = { expression: { column: "id", path: [], asText: false }, as: "id" };
  const limit = maxDeletedRows + 1;
  const { rows } = await reader.read(planRead({ table, filters, select: [id], order: [], limit }));
  if (rows.length === limit) {
    throw new QueryError(
      "54000",
      `More than ${maxDeletedRows} rows would be deleted at once`,
      undefined,
      "Delete them in parts.",
    );
  }
  return rows.map((row) => row.slice('{"id":"'.length, -'"}'.length).replaceAll("-", ""));
}
