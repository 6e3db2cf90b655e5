import type { DatabaseSync } from "node:sqlite";
import { maxDeletedRows } from "../limits.ts";
import { membersOf } from "../members.ts";
import { QueryError } from "../query-error.ts";
import type { DeleteOutcome, DeleteQuery } from "../row-query.ts";
import { inTransaction } from "./commit.ts";
import { describeError } from "./database-error.ts";
import { filtersToSql } from "./filter-sql.ts";
import type { Condition } from "./filter-sql.ts";
import { createLedgerTable } from "./ledger.ts";
import { planRead } from "./plan-read.ts";
import { rowText } from "./read-rows.ts";
import type { Reader } from "./reader.ts";
import { createRollupTables } from "./rollup.ts";
import { countedOfStored } from "./sqlite-row.ts";

/** Rows to delete, and the condition that names them. */
export interface Deletion {
  readonly query: Pick<DeleteQuery, "table" | "select" | "maxRows">;
  readonly where: Condition;
}

/** The rows of a query: they are looked for in the reading thread, because that may take long. */
export async function planDeletion(reader: Reader, query: DeleteQuery): Promise<Deletion> {
  const { table, select, maxRows } = query;
  const filters = filtersToSql(table, query.filters);
  const where = table === "events" ? among(await findIds(reader, query), filters) : filters;
  return { query: { table, select, maxRows }, where };
}

/** Makes the deletion, in one transaction, of the rows that the filters still let through then. */
export function createRemoveRows(
  database: DatabaseSync,
  path: string,
): (deletion: Deletion) => DeleteOutcome {
  const rollup = createRollupTables(database);
  const ledger = createLedgerTable(database);

  function remove({ query, where: { sql: where, values } }: Deletion): DeleteOutcome {
    const { table, select, maxRows = maxDeletedRows } = query;
    const found = database.prepare(`SELECT * FROM ${table}${where}`).all(...values);
    if (found.length > maxRows) return { kind: "too_many", count: found.length };
    database.prepare(`DELETE FROM ${table}${where}`).run(...values);
    if (table === "events") {
      rollup.subtract(found.map(({ payload }) => countedOfStored(payload)));
      ledger.addDeleted(found.length);
    }
    const members = select === undefined ? undefined : membersOf(table, select);
    const rows = members === undefined ? [] : found.map((row) => rowText(members, row));
    return { kind: "deleted", count: found.length, rows };
  }

  return (deletion) => {
    try {
      return inTransaction(database, () => remove(deletion));
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
