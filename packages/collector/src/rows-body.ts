import type { RowsForm } from "./accept.ts";
import { ApiError } from "./api-error.ts";
import { csvRow } from "./csv-row.ts";
import type { Member } from "./project-row.ts";
import { stripNulls } from "./strip-nulls.ts";

const types = {
  array: "application/json",
  object: "application/vnd.pgrst.object+json",
  csv: "text/csv",
} as const satisfies Record<RowsForm["shape"], string>;

/** The header that names the form of the rows. */
export function rowsType({ shape, nullsStripped }: RowsForm): readonly string[] {
  const type = nullsStripped ? `application/vnd.pgrst.${shape}+json;nulls=stripped` : types[shape];
  return ["Content-Type", `${type}; charset=utf-8`];
}

/**
 * Rows, each as JSON text, as an array with PostgreSQL's spacing, as the one object that it is, or as CSV.
 * `header` names the columns of CSV if they aren't called as the members are.
 * @throws ApiError 406 when an object is wanted and there is not exactly one row.
 */
export function rowsBody(
  rows: readonly string[],
  form: RowsForm,
  members: readonly Member[],
  header: readonly string[] = members.map(({ name }) => name),
): string {
  if (form.shape === "csv") {
    const lines = rows.map((row) => csvRow(row, members));
    return `${rows.length === 0 ? "" : header.join(",")}\n${lines.join("\n")}`;
  }
  if (form.shape === "array") {
    return form.nullsStripped ? `[${rows.map(stripNulls).join(",")}]` : `[${rows.join(", \n ")}]`;
  }
  const [only] = rows;
  if (rows.length !== 1 || only === undefined) throw notSingle(rows.length);
  return form.nullsStripped ? stripNulls(only) : only;
}

/** @throws ApiError 406 when an object is wanted of something else than one row. */
export function checkSingle(rows: number, { shape }: RowsForm): void {
  if (shape === "object" && rows !== 1) throw notSingle(rows);
}

function notSingle(rows: number): ApiError {
  return new ApiError(406, "PGRST116", "Cannot coerce the result to a single JSON object", {
    details: `The result contains ${rows} rows`,
  });
}
