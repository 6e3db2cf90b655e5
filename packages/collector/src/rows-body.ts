import type { RowsForm } from "./accept.ts";
import { ApiError } from "./api-error.ts";

/** The header that names the form of the rows. */
export function rowsType(form: RowsForm): readonly string[] {
  const type = form === "object" ? "application/vnd.pgrst.object+json" : "application/json";
  return ["Content-Type", `${type}; charset=utf-8`];
}

/**
 * Rows, each as JSON text, as an array with PostgreSQL's spacing, or as the one object that it is.
 * @throws ApiError 406 when an object is wanted and there is not exactly one row.
 */
export function rowsBody(rows: readonly string[], form: RowsForm): string {
  if (form === "array") return `[${rows.join(", \n ")}]`;
  const [only] = rows;
  if (rows.length === 1 && only !== undefined) return only;
  throw new ApiError(406, "PGRST116", "Cannot coerce the result to a single JSON object", {
    details: `The result contains ${rows.length} rows`,
  });
}
