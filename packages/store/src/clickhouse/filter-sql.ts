import { comparisons } from "../comparison.ts";
import type { Table } from "../columns.ts";
import { parseEventId } from "../event-id.ts";
import type { Filter } from "../row-query.ts";
import { parseTimestamp } from "../timestamp.ts";
import { idList } from "./events-table.ts";
import { quoted } from "./quoted.ts";

/** The filters in two parts: those that the server applies, and the others. */
export interface SplitFilters {
  /** Conditions that all begin with AND. */
  readonly sql: string;
  readonly others: readonly Filter[];
}

/**
 * The server compares ids and times, which are columns, and an id leads to its row. What is in a payload is compared
 * here: ClickHouse's functions for JSON are others from release to release, and know neither jsonb's order nor its numbers.
 */
export function splitFilters(table: Table, filters: readonly Filter[]): SplitFilters {
  const sql: string[] = [];
  const others: Filter[] = [];
  for (const filter of filters) {
    const condition = table === "events" ? conditionOf(filter) : undefined;
    if (condition === undefined) others.push(filter);
    else sql.push(filter.negated ? ` AND NOT (${condition})` : ` AND ${condition}`);
  }
  return { sql: sql.join(""), others };
}

function conditionOf({ expression, operator, value }: Filter): string | undefined {
  const { column, path } = expression;
  if (operator === "is" || operator === "like" || operator === "ilike" || path.length > 0) return undefined;
  if (column === "received_at" && typeof value === "string" && operator !== "in") {
    return `received_at ${comparisons[operator]} ${parseTimestamp(value)}`;
  }
  if (column !== "id") return undefined;
  const ids = (typeof value === "string" ? [value] : value).map((id) => parseEventId(id));
  if (operator === "in") return ids.length === 0 ? "0" : `id IN ${idList(ids)}`;
  return `id ${comparisons[operator]} UUIDStringToNum(${quoted(ids[0] ?? "")})`;
}
