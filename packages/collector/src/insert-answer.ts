import type { Selected } from "@astrolabe/store";
import type { Answer } from "./answer.ts";
import { ApiError } from "./api-error.ts";
import type { Role } from "./claims.ts";
import type { InsertPlan } from "./parse-insert.ts";
import type { SentRecord } from "./parse-records.ts";
import { isCounted, noPreferences, onlyMinimal, preferenceApplied } from "./preferences.ts";
import { membersOf, projectRow } from "./project-row.ts";
import { checkSingle, rowsBody, rowsType } from "./rows-body.ts";
import type { Table } from "./table.ts";

/** What an insert did. */
export interface Inserted {
  /** Rows inserted or changed. */
  readonly count: number;
  readonly status: 200 | 201;
  /** Those rows; made only if they are to be returned. */
  readonly rows: () => readonly SentRecord[];
}

const applied = ["resolution", "missing", "return", "count", "handling", "timezone"] as const;
const plain: Answer = { status: 201, headers: ["Content-Range", "*/*"], body: "" };
const minimal: Answer = {
  status: 201,
  headers: ["Content-Range", "*/*", "Preference-Applied", "return=minimal"],
  body: "",
};

/** The answer to an insert, as PostgREST gives it. @throws ApiError 406 when one object is wanted and it isn't one. */
export function insertAnswer(plan: InsertPlan, table: Table, inserted: Inserted): Answer {
  const { preferences, form } = plan;
  const { status, count } = inserted;
  checkSingle(count, form);
  if (preferences === noPreferences) return plain;
  if (preferences === onlyMinimal) return minimal;

  const range = ["Content-Range", isCounted(preferences) ? `*/${count}` : "*/*"];
  const headers = [...range, ...preferenceApplied(preferences, applied)];
  if (preferences.return === "headers-only") {
    return { status, headers: [...location(table, inserted), ...headers], body: "" };
  }
  if (preferences.return !== "representation") return { status, headers, body: "" };
  return { status, headers: [...headers, ...rowsType(form)], body: writtenRows(plan, table, inserted) };
}

/** The rows as they were written. */
export function writtenRows(
  { form, select }: InsertPlan,
  table: Table,
  { rows }: Pick<Inserted, "rows">,
): string {
  const texts = rows().map((row) => projectRow(row, select, table));
  return rowsBody(texts, form, membersOf(select, table), writtenColumns(select, table));
}

/** What PostgREST heads the CSV of written rows with: the columns that it has PostgreSQL return, whatever is selected. */
export function writtenColumns(select: readonly Selected[], table: Table): readonly string[] {
  if (select.length === 0) return table.given;
  const columns = new Set([...table.primaryKey, ...select.map(({ expression }) => expression.column)]);
  return [...columns].toSorted();
}

/** A row with that key is there. Only who may read is told which. */
export function duplicateKey(role: Role, table: Table, key: SentRecord): ApiError {
  const message = `duplicate key value violates unique constraint "${table.name}_pkey"`;
  const text = `Key (${Object.keys(key).join(", ")})=(${Object.values(key).join(", ")}) already exists.`;
  return new ApiError(409, "23505", message, { details: role === "service_role" ? text : undefined });
}

/** A row's event is from before the horizon. The store has counted it as `expired`. */
export function expiredRow({ id, horizonMs }: { id: string; horizonMs: number }): ApiError {
  const day = new Date(horizonMs).toISOString().slice(0, 10);
  const message = `new row for relation "events" violates check constraint "events_horizon_check"`;
  const details = `The event of row ${id} is from before ${day}: such rows have expired.`;
  const hint = "Raw rows are kept for a while only, and one that is older could be counted already.";
  return new ApiError(400, "23514", message, { details, hint });
}

/** Where a single new row is to be read. */
function location(table: Table, inserted: Inserted): readonly string[] {
  if (inserted.count !== 1) return [];
  const [row] = inserted.rows();
  if (row === undefined) return [];
  const filters = table.primaryKey
    .toSorted()
    .map((column) => `${column}=eq.${encodeURIComponent(String(row[column]))}`);
  return ["Location", `/${table.name}?${filters.join("&")}`];
}
