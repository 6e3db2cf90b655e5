import type { QueryError } from "@astrolabe/store";
import { jsonFault } from "./json-fault.ts";
import { maxRateWaitSeconds, retryAfterSeconds } from "./limits.ts";

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

/** Why a request was put off, as `/metrics` counts it. */
export type PutOff = "address_rate" | "key_rate" | "connections" | "body_bytes" | "queue_full" | "store";

const nothingStored = "Nothing was stored. Send the request again a little later.";

/**
 * The request is fine, and can't be taken now: PostgreSQL's class 53, insufficient resources. Its sender keeps its rows
 * and comes back, so the ledger doesn't count them yet.
 */
export class PutOffError extends ApiError {
  readonly why: PutOff;

  constructor(
    status: 429 | 503,
    why: PutOff,
    message: string,
    retryAfter: number,
    hint: string = nothingStored,
  ) {
    super(status, "53400", message, {
      hint,
      headers: ["Retry-After", String(retryAfter)],
    });
    this.why = why;
  }
}

export function tooBusy(why: PutOff, message: string): PutOffError {
  return new PutOffError(503, why, message, retryAfterSeconds);
}

export function queueFull(): PutOffError {
  return tooBusy("queue_full", "Too much is waiting to be written or read");
}

/** Whose rate it is, and when it allows another request. */
export function rateExceeded(whose: "address" | "key", waitSeconds: number): PutOffError {
  const retryAfter = Math.min(Math.ceil(waitSeconds), maxRateWaitSeconds);
  return new PutOffError(429, `${whose}_rate`, `Too many requests from this ${whose}`, retryAfter);
}

/** A filter or an order is on a table that the answer has no part of. */
export function notEmbedded(table: string): ApiError {
  return new ApiError(400, "PGRST108", `'${table}' is not an embedded resource in this request`, {
    hint: `Verify that '${table}' is included in the 'select' query parameter.`,
  });
}

/** Such as `uuid ~~ unknown`. */
export function noOperator(signature: string): ApiError {
  return new ApiError(404, "42883", `operator does not exist: ${signature}`, {
    hint: "No operator matches the given name and argument types. You might need to add explicit type casts.",
  });
}

export function invalidInput(type: string, value: string): ApiError {
  return new ApiError(400, "22P02", `invalid input syntax for type ${type}: "${value}"`);
}

/** As PostgreSQL refuses a text that is no JSON. */
export function invalidJsonText(text: string): ApiError {
  return new ApiError(400, "22P02", "invalid input syntax for type json", {
    details: jsonFault(text),
    reason: "invalid_json",
  });
}
