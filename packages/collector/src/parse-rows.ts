import { isWeek } from "@astrolabe/metric";
import { canonicalJson } from "@astrolabe/store";
import type { NewEventRow, NsmRow } from "@astrolabe/store";
import { ApiError } from "./api-error.ts";
import { canonicalUuid } from "./expression.ts";
import type { Records } from "./parse-records.ts";

/**
 * Checks rows of `events`. An `id` that the insert names and a row lacks is null, unless `missing=default`.
 * @throws ApiError 400 for an id that is null (23502) or no UUID (22P02).
 */
export function parseEventRows(
  { records, columns, exact }: Records,
  missingIsDefault: boolean,
): NewEventRow[] {
  const namesId = columns.includes("id");
  const namesPayload = columns.includes("payload");
  return records.map((record) => {
    const given = namesPayload ? (record["payload"] ?? null) : null;
    const { payload, json } = exact ? withText(given) : { payload: given };
    if (!namesId || (missingIsDefault && !Object.hasOwn(record, "id"))) return { payload, json };
    return { id: parseId(record["id"]), payload, json };
  });
}

/** A payload as JavaScript reads it, and the text that says its numbers to the last digit. */
function withText(payload: unknown): { payload: unknown; json: string } {
  const json = canonicalJson(payload);
  return { payload: JSON.parse(json), json };
}

/** Checks rows of `nsm`. @throws ApiError 400 for a value that is missing or not of its column's type. */
export function parseNsmRows({ records, columns }: Records): NsmRow[] {
  return records.map((record) => {
    const named = (name: string): unknown => (columns.includes(name) ? record[name] : undefined);
    const row = {
      task: parseText(named("task"), "task"),
      week: parseText(named("week"), "week"),
      developer: parseText(named("developer"), "developer"),
      successful_runs: parseCount(named("successful_runs")),
    };
    if (!isWeek(row.week)) throw violatesCheck("week");
    return row;
  });
}

function parseId(value: unknown): string {
  if (value === null || value === undefined) throw nullValue("events", "id");
  const text = asText(value);
  const id = canonicalUuid(text);
  if (id !== undefined) return id;
  throw new ApiError(400, "22P02", `invalid input syntax for type uuid: "${text}"`, { reason: "invalid_id" });
}

function parseText(value: unknown, column: string): string {
  if (value === null || value === undefined) throw nullValue("nsm", column);
  return asText(value);
}

function parseCount(value: unknown): number {
  if (value === null || value === undefined) throw nullValue("nsm", "successful_runs");
  const text = asText(value).trim();
  if (!/^[+-]?\d+$/.test(text)) {
    throw new ApiError(400, "22P02", `invalid input syntax for type bigint: "${text}"`, {
      reason: "invalid_count",
    });
  }
  const count = Number(text);
  if (!Number.isSafeInteger(count)) {
    throw new ApiError(400, "22003", `value "${text}" is out of range for type bigint`, {
      reason: "invalid_count",
    });
  }
  if (count < 0) throw violatesCheck("successful_runs");
  return count;
}

/** How PostgreSQL reads a JSON value for a column that is not JSON. */
function asText(value: unknown): string {
  return typeof value === "string" ? value : canonicalJson(value);
}

function nullValue(table: string, column: string): ApiError {
  const message = `null value in column "${column}" of relation "${table}" violates not-null constraint`;
  return new ApiError(400, "23502", message, { reason: "null_value" });
}

function violatesCheck(column: string): ApiError {
  const message = `new row for relation "nsm" violates check constraint "nsm_${column}_check"`;
  return new ApiError(400, "23514", message, { reason: `invalid_${column}` });
}
