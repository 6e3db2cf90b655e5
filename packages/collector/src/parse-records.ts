import { ExactNumber } from "@astrolabe/store";
import type { ExactJson } from "@astrolabe/store";
import { ApiError } from "./api-error.ts";
import { bodyText, checkStrings, invalidJson, parseJsonBody } from "./json-text.ts";
import { maxRowsPerRequest } from "./limits.ts";
import { parseCsv } from "./parse-csv.ts";
import { unknownInCache } from "./parse-select.ts";
import { parseQueryString } from "./query-string.ts";
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

/**
 * Reads the body of an insert. An object is one row, an array many, any other JSON value none.
 * @throws ApiError 400 when it can't be read, 413 when it has too many rows.
 */
export function parseBody(body: Buffer, contentType: string | undefined): ExactJson {
  const type = contentType === undefined ? "application/json" : mediaType(contentType);
  if (type === "application/json" || type === "") return parseJsonBody(bodyText(body));
  if (type === "application/x-www-form-urlencoded") {
    return texts(Object.fromEntries(parseQueryString(bodyText(body).trim())));
  }
  if (type === "text/csv") return texts(parseCsv(bodyText(body)));
  throw new ApiError(400, "PGRST102", `Content-Type not acceptable: ${type}`, { reason: "content_type" });
}

function texts(value: object): ExactJson {
  checkStrings(value);
  return { value, exact: false };
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
  { value, exact }: ExactJson,
  columns: readonly string[] | undefined,
  table: Table,
): Records {
  const rows: readonly unknown[] = Array.isArray(value) ? value : isRecord(value) ? [value] : [];
  if (rows.length > maxRowsPerRequest) throw tooManyRows(rows.length);
  const records: SentRecord[] = [];
  for (const row of rows) {
    if (!isRecord(row)) throw invalidJson("All object keys must match");
    records.push(row);
  }
  if (columns !== undefined) return { records, columns, exact };
  const names = Object.keys(records[0] ?? {});
  for (const record of records) {
    if (!hasKeys(record, names)) throw invalidJson("All object keys must match");
  }
  for (const name of names) {
    if (!table.given.includes(name))
      throw unknownInCache(names.filter((one) => !table.given.includes(one)).toSorted()[0] ?? name, table);
  }
  return { records, columns: names, exact };
}

function mediaType(contentType: string): string {
  const semicolon = contentType.indexOf(";");
  return (semicolon < 0 ? contentType : contentType.slice(0, semicolon)).trim().toLowerCase();
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
