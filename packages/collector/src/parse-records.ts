import { ExactNumber } from "@astrolabe/store";
import type { ExactJson } from "@astrolabe/store";
import { ApiError } from "./api-error.ts";
import { bodyText, checkStrings, invalidJson, parseJsonBody } from "./json-text.ts";
import { maxRowsPerRequest } from "./limits.ts";
import { parseMediaType } from "./media-type.ts";
import { parseCsv } from "./parse-csv.ts";
import { unknownInCache } from "./parse-select.ts";
import { splitQuery } from "./query-string.ts";
import type { Table } from "./table.ts";

/** A row as it was sent: column names and values, unchecked. */
export type SentRecord = Readonly<Record<string, unknown>>;

/** The rows of a body, and the columns that the insert names. */
export interface Records {
  readonly records: readonly SentRecord[];
  readonly columns: readonly string[];
  /** Whether there may be an ExactNumber among the values. */
  readonly exact: boolean;
}

/** A body that was read, and whether `columns=` says which of its columns count: of JSON alone it does. */
export interface Body extends ExactJson {
  readonly isJson: boolean;
}

/**
 * Reads the body of an insert. An object is one row, an array many, any other JSON value none.
 * @throws ApiError 400 when it can't be read, 413 when it has too many rows.
 */
export function parseBody(body: Buffer, contentType: string | undefined): Body {
  if (contentType === undefined || contentType === "application/json") {
    return { ...parseJsonBody(bodyText(body)), isJson: true };
  }
  const { kind, nullsStripped, name } = parseMediaType(contentType);
  if (kind === "json" && !nullsStripped) return { ...parseJsonBody(bodyText(body)), isJson: true };
  if (kind === "csv") return texts(parseCsv(bodyText(body)));
  if (kind === "form") {
    const members = splitQuery(bodyText(body).trim()).map(([key, value = ""]) => [key, value]);
    return texts(Object.fromEntries(members));
  }
  throw new ApiError(400, "PGRST102", `Content-Type not acceptable: ${name}`, { reason: "content_type" });
}

function texts(value: object): Body {
  checkStrings(value);
  return { value, exact: false, isJson: false };
}

/** How many rows the ledger counts for a body. */
export function countRows(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  return isRecord(value) ? 1 : 0;
}

/**
 * The rows of a parsed body. Without `columns=` all rows must have the same keys; with it, other keys are dropped.
 * @throws ApiError 400 for a row that is no object, differing keys or an unknown column; 413 for too many rows.
 */
export function toRecords(
  { value, exact, isJson }: Body,
  columns: readonly string[] | undefined,
  table: Table,
): Records {
  const rows: readonly unknown[] = Array.isArray(value) ? value : isRecord(value) ? [value] : [];
  if (rows.length > maxRowsPerRequest) throw tooManyRows(rows.length);
  const records = rows.filter(isRecord);
  const allAreRecords = records.length === rows.length;
  if (columns !== undefined && isJson) {
    // Here PostgREST leaves it to PostgreSQL to find out.
    if (!allAreRecords) throw noRecords("argument of json_to_recordset must be an array of objects");
    if (typeof value !== "object" || value === null || value instanceof ExactNumber) {
      throw noRecords("cannot call json_to_recordset on a scalar");
    }
    return { records, columns, exact };
  }
  const names = Object.keys(records[0] ?? {});
  if (!allAreRecords || !records.every((record) => hasKeys(record, names))) {
    throw invalidJson(isJson ? "All object keys must match" : "All lines must have same number of fields");
  }
  const [unknown] = names.filter((name) => !table.given.includes(name)).toSorted();
  if (unknown !== undefined) throw unknownInCache(unknown, table);
  return { records, columns: names, exact };
}

function noRecords(message: string): ApiError {
  return new ApiError(400, "22023", message, { reason: "invalid_json" });
}

function isRecord(value: unknown): value is SentRecord {
  if (typeof value !== "object" || value === null) return false;
  return !Array.isArray(value) && !(value instanceof ExactNumber);
}

function hasKeys(record: SentRecord, names: readonly string[]): boolean {
  for (const name of names) if (!Object.hasOwn(record, name)) return false;
  return Object.keys(record).length === names.length;
}

function tooManyRows(rows: number): ApiError {
  const message = `The request has ${rows} rows; at most ${maxRowsPerRequest} are taken at once`;
  return new ApiError(413, "54000", message, { hint: "Send them in parts.", reason: "too_many_rows" });
}
