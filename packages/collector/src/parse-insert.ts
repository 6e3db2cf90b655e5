import type { OnConflict, Selected } from "@astrolabe/store";
import type { IncomingMessage } from "node:http";
import { checkProfile, parseAccept } from "./accept.ts";
import type { RowsForm } from "./accept.ts";
import { ApiError, notImplemented } from "./api-error.ts";
import { checkFilterGrammar } from "./parse-filter.ts";
import { parseColumns, parseNames, parseSelect } from "./parse-select.ts";
import { parsePreferences } from "./preferences.ts";
import type { Preferences } from "./preferences.ts";
import { parseQueryString } from "./query-string.ts";
import type { Table } from "./table.ts";

/** How an insert is to be done and answered, apart from its rows. */
export interface InsertPlan {
  readonly preferences: Preferences;
  readonly form: RowsForm;
  readonly columns: readonly string[] | undefined;
  /** What is returned of the rows, if they are returned. */
  readonly select: readonly Selected[];
  readonly onConflict: OnConflict;
}

const onConflictOf = { none: "fail", "ignore-duplicates": "ignore", "merge-duplicates": "merge" } as const;

/** Reads headers and query string of a POST or PUT. @throws ApiError 400 or 406. */
export function parseInsert({ method, headers }: IncomingMessage, query: string, table: Table): InsertPlan {
  const preferences = parsePreferences(headers["prefer"]);
  const form = parseAccept(headers.accept);
  checkProfile(headers, "content-profile");
  const onConflict = method === "PUT" ? "merge" : onConflictOf[preferences.resolution ?? "none"];
  if (query === "") return { preferences, form, columns: undefined, select: [], onConflict };

  const parameters = parseQueryString(query);
  const named = (name: string): string | undefined => parameters.find(([one]) => one === name)?.[1];
  for (const parameter of parameters) if (!reserved.has(parameter[0])) checkFilterGrammar(parameter);
  const columns = named("columns");
  const target = named("on_conflict");
  const key = target === undefined ? undefined : parseNames(target, "on_conflict parameter");
  if (onConflict !== "fail" && key !== undefined) checkTarget(key, table);
  return {
    preferences,
    form,
    columns: columns === undefined ? undefined : parseColumns(columns, table),
    select: preferences.return === "representation" ? parseReturned(named("select") ?? "", table) : [],
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
    if (!table.columns.has(column)) throw new ApiError(400, "42703", `column "${column}" does not exist`);
  }
  const isKey = table.primaryKey.every((column) => columns.includes(column));
  if (isKey && columns.length === table.primaryKey.length) return;
  const message = "there is no unique or exclusion constraint matching the ON CONFLICT specification";
  throw new ApiError(400, "42P10", message);
}
