import type { QueryError } from "@astrolabe/store";
import { retryAfterSeconds } from "./limits.ts";

/** What beyond its code and message an error says. */
export interface ApiErrorOptions {
  readonly details?: string | undefined;
  readonly hint?: string | undefined;
  readonly headers?: readonly string[] | undefined;
  /** Under what the ledger counts the rows that this refuses. */
  readonly reason?: string | undefined;
}

/**
 * A refusal in PostgREST's shape, thrown where it is found and answered at the edge.
 * Codes: https://docs.postgrest.org/en/v14/references/errors.html (PGRST…), and PostgreSQL's SQLSTATE.
 */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: string;
  /** The JSON text of the answer. */
  readonly body: string;
  /** Header names and values in turn. */
  readonly headers: readonly string[];
  /** Under what the ledger counts the rows that this refuses, if there are any. */
  readonly reason: string;

  constructor(status: number, code: string, message: string, options: ApiErrorOptions = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = options.headers ?? [];
    this.reason = options.reason ?? "bad_request";
    const { details = null, hint = null } = options;
    this.body = JSON.stringify({ code, details, hint, message });
  }
}

/** The statuses of what a database refuses, where it isn't 400. */
const statuses: ReadonlyMap<string, number> = new Map([
  ["23505", 409],
  ["42501", 403],
  ["42883", 404],
]);

/** What the store refuses as the caller's mistake. */
export function fromQueryError({ code, message, details, hint }: QueryError): ApiError {
  return new ApiError(statuses.get(code) ?? 400, code, message, { details, hint });
}

/** Something that PostgREST can do and this server can't. */
export function notImplemented(details: string): ApiError {
  return new ApiError(400, "PGRST127", "Feature not implemented", { details });
}

/** The request is fine, and the server can't take it now: PostgreSQL's class 53, insufficient resources. */
export function tooBusy(message: string): ApiError {
  return new ApiError(503, "53400", message, {
    hint: "Nothing was stored. Send the request again a little later.",
    headers: ["Retry-After", String(retryAfterSeconds)],
  });
}

/** The query string does not follow the grammar; `column` counts characters of `text` from 1. */
export function parseFailure(what: string, text: string, column: number, details: string): ApiError {
  const message = `"failed to parse ${what} (${text})" (line 1, column ${column})`;
  return new ApiError(400, "PGRST100", message, { details });
}

/** How a parse failure names what stands where something else should. */
export function unexpected(text: string): string {
  const first = text.codePointAt(0);
  return first === undefined
    ? "unexpected end of input"
    : `unexpected ${JSON.stringify(String.fromCodePoint(first))}`;
}

export function unknownColumn(table: string, column: string): ApiError {
  return new ApiError(400, "42703", `column ${table}.${column} does not exist`);
}

export function invalidInput(type: string, value: string): ApiError {
  return new ApiError(400, "22P02", `invalid input syntax for type ${type}: "${value}"`);
}
