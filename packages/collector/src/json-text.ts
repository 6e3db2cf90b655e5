import { isUtf8 } from "node:buffer";
import { QueryError, parseExactJson } from "@astrolabe/store";
import type { ExactJson } from "@astrolabe/store";
import { ApiError } from "./api-error.ts";
import { maxJsonLevels, maxWrittenOutDigits } from "./limits.ts";

/** @throws ApiError 400 when the body is no UTF-8 */
export function bodyText(body: Buffer): string {
  if (!isUtf8(body)) throw invalidJson();
  return body.toString("utf8");
}

/**
 * Reads a body as JSON (RFC 8259) within what the stores can hold: bounded nesting, no U+0000, no lone surrogates, no
 * numbers that are too long when they are written out.
 * @throws ApiError 400, worded as PostgREST's.
 */
export function parseJsonBody(text: string): ExactJson {
  if (text.length > maxJsonLevels && isNestedTooDeep(text)) {
    throw new ApiError(400, "54001", "stack depth limit exceeded", {
      hint: `At most ${maxJsonLevels} levels of arrays and objects are taken.`,
      reason: "too_deep",
    });
  }
  const parsed = parse(text);
  // Both U+0000 and a lone surrogate can only have come as an escape.
  if (text.includes("\\u")) checkStrings(parsed.value);
  return parsed;
}

/** A body that can't be read as rows. */
export function invalidJson(message = "Empty or invalid json"): ApiError {
  return new ApiError(400, "PGRST102", message, { reason: "invalid_json" });
}

function parse(text: string): ExactJson {
  try {
    return parseExactJson(text, text.length + maxWrittenOutDigits);
  } catch (error) {
    if (!(error instanceof QueryError)) throw invalidJson();
    throw new ApiError(400, error.code, error.message, { reason: "number_out_of_range" });
  }
}

const quote = 0x22;
const backslash = 0x5c;

/** Counts open brackets outside strings; the text need not be JSON. */
function isNestedTooDeep(text: string): boolean {
  let levels = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === quote) at = endOfString(text, at);
    else if (unit === 0x5b || unit === 0x7b) {
      if (++levels > maxJsonLevels) return true;
    } else if (unit === 0x5d || unit === 0x7d) levels--;
  }
  return false;
}

/** The index of the quote that closes the string opened at `start`. */
function endOfString(text: string, start: number): number {
  let end = start;
  for (;;) {
    end = text.indexOf('"', end + 1);
    if (end < 0) return text.length;
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === backslash) slashes++;
    if (slashes % 2 === 0) return end;
  }
}

/** Goes no deeper than the levels that were let through. @throws ApiError 400 for what PostgreSQL's text can't hold */
export function checkStrings(value: unknown): void {
  if (typeof value === "string") checkString(value);
  else if (Array.isArray(value)) value.forEach(checkStrings);
  else if (typeof value === "object" && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      checkString(name);
      checkStrings(member);
    }
  }
}

function checkString(text: string): void {
  if (!text.isWellFormed()) throw invalidJson();
  if (text.includes("\0")) {
    throw new ApiError(400, "22P05", "unsupported Unicode escape sequence", {
      details: "\\u0000 cannot be converted to text.",
      reason: "nul_character",
    });
  }
}
