import type { Answer } from "./answer.ts";
import { ApiError } from "./api-error.ts";
import type { Role } from "./claims.ts";
import type { InsertPlan } from "./parse-insert.ts";
import type { SentRecord } from "./parse-records.ts";
import { noPreferences, onlyMinimal, preferenceApplied } from "./preferences.ts";
import { projectRow } from "./project-row.ts";
import { rowsBody, rowsType } from "./rows-body.ts";
import type { Table } from "./table.ts";

/** What an insert did. */
export interface Inserted {
  /** Rows inserted or changed. */
  readonly count: number;
  readonly status: 200 | 201;
  /** Those rows; made only if they are to be returned. */
  readonly rows: () => readonly SentRecord[];
}

const applied = ["resolution", "missing", "return", "count", "handling"] as const;
const plain: Answer = { status: 201, headers: ["Content-Range", "*/*"], body: "" };
const minimal: Answer = {
  status: 201,
  headers: ["Content-Range", "*/*", "Preference-Applied", "return=minimal"],
  body: "",
};

/** The answer to an insert, as PostgREST gives it. @throws ApiError 406 when one object is wanted and it isn't one. */
export function insertAnswer(plan: InsertPlan, table: Table, inserted: Inserted): Answer {
  const { preferences, form, select } = plan;
  const { status, count } = inserted;
  if (preferences === noPreferences) return plain;
  if (preferences === onlyMinimal) return minimal;

  const range = ["Content-Range", preferences.count === undefined ? "*/*" : `*/${count}`];
  const headers = [...range, ...preferenceApplied(preferences, applied)];
  if (preferences.return === "headers-only") {
    return { status, headers: [...location(table, inserted), ...headers], body: "" };
  }
  if (preferences.return !== "representation") return { status, headers, body: "" };
  const rows = inserted.rows().map((row) => projectRow(row, select, table));
  return { status, headers: [...headers, ...rowsType(form)], body: rowsBody(rows, form) };
}

/** A row with that key is there. Only who may read is told which. */
export function duplicateKey(role: Role, table: Table, key: SentRecord): ApiError {
  const message = `duplicate key value violates unique constraint "${table.name}_pkey"`;
  const text = `Key (${Object.keys(key).join(", ")})=(${Object.values(key).join(", ")}) already exists.`;
  return new ApiError(409, "23505", message, { details: role === "service_role" ? text : undefined });
}

/** Where a single new row is to be read. */
function location(table: Table, inserted: Inserted): readonly string[] {
  if (inserted.count !== 1) return [];
  const [row] = inserted.rows();
  if (row === undefined) return [];
  const filters = table.primaryKey.map((column) => `${column}=eq.${encodeURIComponent(String(row[column]))}`);
  return ["Location", `/${table.name}?${filters.join("&")}`];
}
