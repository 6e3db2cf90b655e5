import type { Table } from "../columns.ts";
import { parseEventId } from "../event-id.ts";
import { membersOf } from "../members.ts";
import type { Member, Stored } from "../members.ts";
import type { RowQuery } from "../row-query.ts";
import { splitFilters } from "./filter-sql.ts";
import { createRowFilter } from "./row-filter.ts";
import type { RowFilter } from "./row-filter.ts";
import { createRowOrder } from "./row-order.ts";
import type { RowOrder } from "./row-order.ts";

export interface ReadPlan {
  readonly table: Table;
  /** Everything but the columns: answers with the rows that are to be looked at. */
  readonly from: string;
  /** What the server could not decide; undefined: nothing. */
  readonly filter: RowFilter | undefined;
  readonly order: RowOrder;
  /** The order in SQL, where the server can sort; undefined: it can't. */
  readonly orderSql: string | undefined;
  /** The id after which rows are asked for, in the order of ids and from the first one on; undefined: otherwise. */
  readonly after: string | undefined;
  readonly limit: number;
  readonly offset: number;
  readonly count: boolean;
  readonly members: readonly Member[];
}

/** @throws QueryError when the query asks for what isn't there */
export function planRead({ table, select, filters, order, limit, offset, count }: RowQuery): ReadPlan {
  // Checks them all, those that the server applies, too.
  createRowFilter(table, filters);
  const { sql, others } = splitFilters(table, filters);
  const live = table === "events" ? "event_rows FINAL WHERE kind = 0" : "nsm_rows FINAL WHERE 1";
  return {
    table,
    from: `${live} AND deleted = 0${sql}`,
    filter: others.length === 0 ? undefined : createRowFilter(table, others),
    order: createRowOrder(table, order),
    orderSql: table === "events" ? orderToSql(order) : undefined,
    after: isByIdUpwards(order) && (offset ?? 0) === 0 ? idAfter(filters) : undefined,
    limit: limit ?? Infinity,
    offset: offset ?? 0,
    count: count === true,
    members: membersOf(table, select),
  };
}

/** By id, or not at all. */
function orderToSql(order: RowQuery["order"]): string | undefined {
  if (order.length === 0) return "";
  if (isByIdUpwards(order)) return " ORDER BY kind, id";
  return isById(order) ? " ORDER BY kind, id DESC" : undefined;
}

function isById([first, ...others]: RowQuery["order"]): boolean {
  return first?.expression.column === "id" && others.length === 0;
}

function isByIdUpwards(order: RowQuery["order"]): boolean {
  return isById(order) && order[0]?.descending === false;
}

function idAfter(filters: RowQuery["filters"]): string | undefined {
  const after = filters.find(
    ({ expression, operator, negated }) => expression.column === "id" && operator === "gt" && !negated,
  );
  return after === undefined ? undefined : parseEventId(String(after.value));
}

/** What is read of a table. `id` would be a column of its own in conditions if it were named so here. */
export const columnsToRead: Readonly<Record<Table, string>> = {
  events: "UUIDNumToString(id) AS uuid, payload, received_at, version, lives",
  nsm: "task, week, developer, successful_runs, version",
};

/** A row as the server answers it. */
export type AnsweredRow = Readonly<Record<string, Stored>>;

export function toColumns({ uuid, ...row }: AnsweredRow): AnsweredRow {
  return uuid === undefined ? row : { ...row, id: uuid };
}
