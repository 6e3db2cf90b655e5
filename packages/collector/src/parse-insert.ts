import type { OnConflict, Selected } from "@astrolabe/store";
import type { IncomingMessage } from "node:http";
import { checkProfile, parseAccept } from "./accept.ts";
import type { RowsForm } from "./accept.ts";
import { ApiError, notImplemented } from "./api-error.ts";
import { checkFilterGrammar } from "./parse-filter.ts";
import { parseNames } from "./grammar/field.ts";
import { parseOrder } from "./parse-order.ts";
import { parseRange } from "./parse-range.ts";
import { parseOrderTerms } from "./grammar/order-term.ts";
import { parseSelectItems } from "./grammar/select-item.ts";
import { parseColumns, parseSelect, refuseOthers } from "./parse-select.ts";
import { parsePreferences } from "./preferences.ts";
import type { Preferences } from "./preferences.ts";
import { parseQueryString } from "./query-string.ts";
import { nearColumn } from "./table.ts";
import type { Table } from "./table.ts";

/** How an insert is to be done and answered, apart from its rows. */
export interface InsertPlan {
  readonly preferences: Preferences;
  readonly form: RowsForm;
  readonly columns: readonly string[] | undefined;
  /** What is returned of the rows, if they are returned. */
  readonly select: readonly Selected[];
  /** Are the returned rows to be put in order? */
  readonly isOrdered: boolean;
  readonly onConflict: OnConflict;
}

const onConflictOf = { none: "fail", "ignore-duplicates": "ignore", "merge-duplicates": "merge" } as const;

/** Reads headers and query string of a POST or PUT. @throws ApiError 400 or 406. */
export function parseInsert({ method, headers }: IncomingMessage, query: string, table: Table): InsertPlan {
  const preferences = parsePreferences(headers["prefer"]);
  const form = parseAccept(headers.accept);
  checkProfile(headers, "content-profile");
  const onConflict = method === "PUT" ? "merge" : onConflictOf[preferences.resolution ?? "none"];
  if (query === "") {
    return { preferences, form, columns: undefined, select: [], isOrdered: false, onConflict };
  }

  const parameters = parseQueryString(query);
  const named = (name: string): string | undefined => parameters.find(([one]) => one === name)?.[1];
  const columns = named("columns");
  const target = named("on_conflict");
  const returned = preferences.return !== undefined && preferences.return !== "minimal";
  // What isn't returned needn't be there, but it must be well formed.
  if (!returned) parseSelectItems(named("select") ?? "*").forEach((item) => refuseOthers(item, table));
  const terms = named("order");
  const order = returned || terms === undefined ? parseOrder(terms, table) : parseOrderTerms(terms);
  const select = returned ? parseReturned(named("select") ?? "", table) : [];
  for (const parameter of parameters) if (!reserved.has(parameter[0])) checkFilterGrammar(parameter);
  const key = target === undefined ? undefined : parseNames(target, "on_conflict");
  if (onConflict !== "fail" && key !== undefined) checkTarget(key, table);
  const range = parseRange(parameters, undefined);
  if (method === "PUT" && (range.offset > 0 || range.limit !== undefined)) {
    throw new ApiError(400, "PGRST114", "limit/offset querystring parameters are not allowed for PUT");
  }
  return {
    preferences,
    form,
    columns: columns === undefined || method === "PUT" ? undefined : parseColumns(columns, table),
    select,
    isOrdered: order.length > 0 && preferences.return === "representation",
    onConflict,
  };
}

/** Parameters that are no filters; `order`, `limit` and `offset` have no effect on an insert. */
const reserved: ReadonlySet<string> = new Set([
  "columns",
  "select",
  "on_conflict",
  "order",
  "limit",
  "offset",
]);

/** What the store adds to a row by itself isn't known here. */
function parseReturned(text: string, table: Table): readonly Selected[] {
  const select = parseSelect(text, table);
  const added = select.find(({ expression }) => !table.given.includes(expression.column));
  if (added === undefined) return select;
  throw notImplemented(`An insert does not return ${added.expression.column}; a read does.`);
}

function checkTarget(columns: readonly string[], table: Table): void {
  for (const column of columns) {
    if (table.columns.has(column)) continue;
    throw new ApiError(400, "42703", `column "${column}" does not exist`, {
      hint: nearColumn(table, column),
    });
  }
  const isKey = table.primaryKey.every((column) => columns.includes(column));
  if (isKey && columns.length === table.primaryKey.length) return;
  const message = "there is no unique or exclusion constraint matching the ON CONFLICT specification";
  throw new ApiError(400, "42P10", message);
}
