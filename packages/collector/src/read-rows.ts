import type { RowPage, RowQuery } from "@astrolabe/store";
import { checkProfile, parseAccept } from "./accept.ts";
import { jsonType } from "./answer.ts";
import type { Answer } from "./answer.ts";
import type { Exchange } from "./exchange.ts";
import { maxRowsPerRead } from "./limits.ts";
import { parseFilter } from "./parse-filter.ts";
import { parseOrder } from "./parse-order.ts";
import { notSatisfiable, parseRange } from "./parse-range.ts";
import type { Range } from "./parse-range.ts";
import { parseSelect } from "./parse-select.ts";
import { checkTimezone, parsePreferences, preferenceApplied } from "./preferences.ts";
import { canonicalQuery, parseQueryString } from "./query-string.ts";
import { membersOf } from "./project-row.ts";
import { mayRead } from "./row-policy.ts";
import { checkSingle, rowsBody, rowsType } from "./rows-body.ts";
import type { Table } from "./table.ts";

/** GET and HEAD of a table. @throws ApiError 400, 406 or 416. */
export async function readRows(exchange: Exchange, table: Table): Promise<Answer> {
  const { headers } = exchange.incoming;
  const preferences = parsePreferences(headers["prefer"]);
  const form = parseAccept(headers.accept);
  checkProfile(headers, "accept-profile");
  const parameters = parseQueryString(exchange.query);
  const named = (name: string): string | undefined => parameters.find(([one]) => one === name)?.[1];
  const range = parseRange(parameters, exchange.incoming.method === "GET" ? headers.range : undefined);
  const counted = preferences.count !== undefined;
  const query: RowQuery = {
    table: table.name,
    select: parseSelect(named("select") ?? "", table),
    filters: parameters.filter(([name]) => !reserved.has(name)).map((one) => parseFilter(one, table)),
    order: parseOrder(named("order"), table),
    limit: Math.min(range.limit ?? maxRowsPerRead, maxRowsPerRead),
    offset: range.offset,
    count: counted,
  };
  checkTimezone(preferences, [...query.select, ...query.filters, ...query.order]);
  const page = mayRead(exchange.role) ? await exchange.store.readRows(query) : nothing(counted);
  checkSingle(page.rows.length, form);
  const path = `/${table.name}${exchange.query === "" ? "" : "?"}${canonicalQuery(exchange.query)}`;
  const described = ["Content-Range", contentRange(range, page), "Content-Location", path];
  const applied = preferenceApplied(preferences, ["count", "handling", "timezone"]);
  if (page.total !== undefined && range.offset > page.total) {
    const details = `An offset of ${range.offset} was requested, but there are only ${page.total} rows.`;
    const { body } = notSatisfiable(details);
    return { status: 416, headers: [...described, ...jsonType, ...applied], body };
  }
  const body = rowsBody(page.rows, form, membersOf(query.select, table));
  return { status: statusOf(page), headers: [...described, ...rowsType(form), ...applied], body };
}

/** Parameters that are no filters; the last two have no effect on a read. */
const reserved: ReadonlySet<string> = new Set([
  "select",
  "order",
  "limit",
  "offset",
  "columns",
  "on_conflict",
]);

function nothing(counted: boolean): RowPage {
  return counted ? { rows: [], total: 0 } : { rows: [] };
}

function contentRange({ offset }: Range, { rows, total }: RowPage): string {
  const part = rows.length === 0 ? "*" : `${offset}-${offset + rows.length - 1}`;
  return `${part}/${total ?? "*"}`;
}

function statusOf({ rows, total }: RowPage): number {
  return total !== undefined && rows.length < total ? 206 : 200;
}
