import type pg from "pg";
import type { DeleteOutcome, DeleteQuery } from "../row-query.ts";
import { filtersToSql } from "./filter-sql.ts";
import { createParameters } from "./parameters.ts";
import type { Parameters } from "./parameters.ts";
import { membersToSql } from "./plan-read.ts";
import { beginWrite, inTransaction } from "./transaction.ts";

/** Triggers take the rows out of the rollup and count them in the ledger. @throws QueryError when the query makes no sense */
export async function deleteRows(pool: pg.Pool, query: DeleteQuery): Promise<DeleteOutcome> {
  const parameters = createParameters();
  const sql = deleteToSql(query, parameters);
  try {
    return await inTransaction(pool, beginWrite, async (client) => {
      const { rows, rowCount } = await client.query<{ row: string }>(sql, parameters.values);
      const count = rowCount ?? 0;
      if (count > (query.maxRows ?? count)) throw new TooManyError(count);
      return { kind: "deleted", count, rows: query.select === undefined ? [] : rows.map(({ row }) => row) };
    });
  } catch (error) {
    if (error instanceof TooManyError) return { kind: "too_many", count: error.count };
    throw error;
  }
}

function deleteToSql({ table, filters, select }: DeleteQuery, parameters: Parameters): string {
  const where = filtersToSql(table, filters, parameters);
  if (select === undefined) return `DELETE FROM public.${table}${where}`;
  const members = membersToSql(table, select, parameters);
  return `WITH deleted AS (DELETE FROM public.${table}${where} RETURNING ${members})
    SELECT row_to_json(deleted)::text AS row FROM deleted`;
}

/** Undoes the transaction. */
class TooManyError extends Error {
  readonly count: number;

  constructor(count: number) {
    super();
    this.count = count;
  }
}
