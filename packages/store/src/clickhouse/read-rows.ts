import { rowsBeforeSorting } from "../limits.ts";
import { toJson } from "../members.ts";
import type { RowPage } from "../row-query.ts";
import type { Connection } from "./connect.ts";
import type { PageReader } from "./page-reader.ts";
import { columnsToRead, toColumns } from "./plan-read.ts";
import type { AnsweredRow, ReadPlan } from "./plan-read.ts";
import { createReadRow } from "./value-of.ts";
import type { ReadRow } from "./value-of.ts";
import type { Key } from "./row-order.ts";

/** The server makes the page where it can; otherwise all rows that it can't exclude are looked at here. */
export async function readRows(
  connection: Connection,
  readPage: PageReader,
  plan: ReadPlan,
): Promise<RowPage> {
  if (plan.filter !== undefined || plan.orderSql === undefined) return readHere(connection, plan);
  const page = await readPage(connection, plan);
  const rows = page.map((row) => textOf(plan.members, createReadRow(row)));
  if (!plan.count) return { rows };
  const [counted] = await connection.rows<{ total: string }>(`SELECT count() AS total FROM ${plan.from}`);
  return { rows, total: Number(counted?.total) };
}

/** Memory is bounded by the page, its offset included: of what is further down nothing is kept. */
async function readHere(connection: Connection, plan: ReadPlan): Promise<RowPage> {
  const { order, limit, offset, members, count } = plan;
  const wanted = offset + limit;
  const isSorted = plan.orderSql !== "";
  const kept: { readonly keys: readonly Key[]; readonly row: ReadRow }[] = [];
  let total = 0;
  /** Of a row that is further down than this, nothing is wanted. */
  let last: readonly Key[] | undefined;
  const sort = (): void => {
    if (isSorted) kept.sort((a, b) => order.compare(a.keys, b.keys));
    kept.length = Math.min(kept.length, wanted);
    last = isSorted ? kept[wanted - 1]?.keys : undefined;
  };
  for await (const row of filteredRows(connection, plan)) {
    total += 1;
    if (!isSorted && kept.length >= wanted) {
      if (!count) break;
      continue;
    }
    const keys = order.keysOf(row);
    if (last === undefined || order.compare(keys, last) < 0) kept.push({ keys, row });
    if (kept.length >= 2 * wanted + rowsBeforeSorting) sort();
  }
  sort();
  const rows = kept.slice(offset).map(({ row }) => textOf(members, row));
  return count ? { rows, total } : { rows };
}

/** Rows that all filters let through, in any order. */
export async function* filteredRows(
  connection: Connection,
  { table, from, filter }: ReadPlan,
): AsyncGenerator<ReadRow, void, undefined> {
  for await (const some of connection.stream<AnsweredRow>(`SELECT ${columnsToRead[table]} FROM ${from}`)) {
    for (const answered of some) {
      const row = createReadRow(toColumns(answered));
      if (filter === undefined || filter(row)) yield row;
    }
  }
}

export function textOf(members: ReadPlan["members"], row: ReadRow): string {
  return toJson(members, (column) => row.stored(column));
}
