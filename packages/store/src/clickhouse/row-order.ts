import type { Table } from "../columns.ts";
import type { OrderTerm } from "../row-query.ts";
import { compareValues } from "./row-filter.ts";
import { valueOf } from "./value-of.ts";
import type { ReadRow } from "./value-of.ts";

export type Key = string | number | null;

/** What a row is sorted by: a key for each term. */
export interface RowOrder {
  keysOf(row: ReadRow): readonly Key[];
  compare(a: readonly Key[], b: readonly Key[]): number;
}

/** As in PostgreSQL, what is NULL comes last, and first where the order is turned round, unless it is asked for otherwise. */
export function createRowOrder(table: Table, order: readonly OrderTerm[]): RowOrder {
  const terms = order.map(({ expression, descending, nulls }) => ({
    value: valueOf(table, expression),
    sign: descending ? -1 : 1,
    nullSign: (nulls ?? (descending ? "first" : "last")) === "first" ? -1 : 1,
  }));
  return {
    keysOf: (row) => terms.map(({ value }) => value(row)),
    compare(a, b) {
      for (const [index, { sign, nullSign }] of terms.entries()) {
        const [one = null, other = null] = [a[index], b[index]];
        const compared =
          one === null || other === null
            ? nullSign * (Number(one === null) - Number(other === null))
            : sign * compareValues(one, other);
        if (compared !== 0) return compared;
      }
      return 0;
    },
  };
}
