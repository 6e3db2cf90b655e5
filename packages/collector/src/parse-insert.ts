import type { OnConflict, Selected } from "@astrolabe/store";
import type { IncomingHttpHeaders } from "node:http";
import { checkProfile, parseAccept } from "./accept.ts";
import type { RowsForm } from "./accept.ts";
import { ApiError } from "./api-error.ts";
import { checkFilterGrammar } from "./parse-filter.ts";
import { parseColumns, parseSelect } from "./parse-select.ts";
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

const onConflictOf = { "ignore-duplicates": "ignore", "merge-duplicates": "merge" } as const;

/** Reads headers and query string of an insert. @throws ApiError 400 or 406. */
export function parseInsert(headers: IncomingHttpHeaders, query: string, table: Table): InsertPlan {
  const preferences = parsePreferences(headers["prefer"]);
  const form = parseAccept(headers.accept);
  checkProfile(headers, "content-profile");
  const onConflict = preferences.resolution === undefined ? "fail" : onConflictOf[preferences.resolution];
  if (query === "") return { preferences, form, columns: undefined, select: [], onConflict };

  const parameters = parseQueryString(query);
  const named = (name: string): string | undefined => parameters.find(([one]) => one === name)?.[1];
  for (const parameter of parameters) if (!reserved.has(parameter[0])) checkFilterGrammar(parameter);
  const columns = named("columns");
  const target = named("on_conflict");
  if (onConflict !== "fail" && target !== undefined) checkTarget(target, table);
  return {
    preferences,
    form,
    columns: columns === undefined ? undefined : parseColumns(columns, table),
    select: preferences.return === "representation" ? parseSelect(named("select") ?? "", table) : [],
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

function checkTarget(text: string, table: Table): void {
  const columns = text.split(",").map((name) => name.trim().replace(/^"(.*)"$/, "$1"));
  for (const column of columns) {
    if (!table.columns.has(column)) throw new ApiError(400, "42703", `column "${column}" does not exist`);
  }
  const isKey = table.primaryKey.every((column) => columns.includes(column));
  if (isKey && columns.length === table.primaryKey.length) return;
  const message = "there is no unique or exclusion constraint matching the ON CONFLICT specification";
  throw new ApiError(400, "42P10", message);
}
