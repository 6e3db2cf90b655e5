import { isUtf8 } from "node:buffer";
import type { JsonText } from "@astrolabe/metric";
import { canonicalJson, parseEventId, parseExactJson, QueryError } from "@astrolabe/store";
import { maxImportedBytes, maxWrittenOutDigits } from "../limits.ts";
import type { IdentifiedRow } from "../store-rows.ts";

/** A row to store, and the text that it was made of. */
export interface ImportedRow extends IdentifiedRow {
  readonly text: JsonText;
}

/** A value that is no row, and why. */
export interface NoRow {
  readonly text: JsonText;
  readonly reason: string;
}

/**
 * Makes a row of a value: an event, or a row as `astrolabe export` and PostgREST write it. One that has no UUID gets an id
 * that is made of what the value says.
 */
export function toImportedRow(text: JsonText, contentId: (canonical: string) => string): ImportedRow | NoRow {
  if (text.fault !== undefined) return { text, reason: text.fault };
  if (text.bytes.length > maxImportedBytes) return { text, reason: "too large" };
  if (!isUtf8(text.bytes)) return { text, reason: "not valid UTF-8" };
  try {
    const { value } = parseExactJson(text.bytes.toString(), maxWrittenOutDigits);
    if (!isObject(value)) return { text, reason: "not an object" };
    const uuid = uuidOf(value);
    const payload = isObject(value["payload"]) || isBareRow(value, uuid) ? value["payload"] : value;
    const json = canonicalJson(payload);
    return { id: uuid ?? contentId(canonicalJson(value)), payload: JSON.parse(json), json, text };
  } catch (error) {
    return { text, reason: reasonOf(error) };
  }
}

function uuidOf({ id, payload }: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof id !== "string" || payload === undefined) return undefined;
  try {
    return parseEventId(id);
  } catch {
    return undefined;
  }
}

/** A payload that is no object makes a row of what is nothing else. */
function isBareRow(value: Readonly<Record<string, unknown>>, uuid: string | undefined): boolean {
  return uuid !== undefined && Object.keys(value).length === 2;
}

function reasonOf(error: unknown): string {
  if (error instanceof QueryError) return error.message;
  if (error instanceof RangeError) return "nested too deeply";
  return "not valid JSON";
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
