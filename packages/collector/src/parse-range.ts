import { ApiError } from "./api-error.ts";
import type { Parameter } from "./query-string.ts";

/** Rows wanted: at most `limit` (undefined: no limit) after skipping `offset`. */
export interface Range {
  readonly offset: number;
  readonly limit: number | undefined;
}

/** Rows from `start`, before `end`. */
interface Interval {
  readonly start: number;
  readonly end: number;
}

const all: Interval = { start: 0, end: Infinity };

/**
 * Puts `limit`, `offset` and the `Range` header together as PostgREST does: what is no number is ignored, and a part
 * that the other leaves nothing of is refused.
 * @throws ApiError 416 for a negative limit, a range from high to low, or two that don't overlap
 */
export function parseRange(parameters: readonly Parameter[], header: string | undefined): Range {
  const fromHeader = parseHeader(header);
  const asked = parseParameters(parameters);
  if (asked.end === 0) return { offset: 0, limit: 0 }; // limit=0
  const start = Math.max(fromHeader.start, asked.start);
  const end = Math.min(fromHeader.end, asked.end);
  if (end <= start) {
    throw notSatisfiable(
      fromHeader.end <= fromHeader.start
        ? "The lower boundary must be lower than or equal to the upper boundary in the Range header."
        : "Limit should be greater than or equal to zero.",
    );
  }
  return { offset: start, limit: end === Infinity ? undefined : end - start };
}

/** The refusal of a range that the table can't give. */
export function notSatisfiable(details: string, headers?: readonly string[]): ApiError {
  return new ApiError(416, "PGRST103", "Requested range not satisfiable", { details, headers });
}

function parseHeader(header: string | undefined): Interval {
  const [, low, high = ""] = /^(\d{1,15})-(\d{0,15})$/.exec(header ?? "") ?? [];
  return low === undefined ? all : { start: Number(low), end: high === "" ? Infinity : Number(high) + 1 };
}

/** A limit that is no number leaves everything, but nothing after an offset. */
function parseParameters(parameters: readonly Parameter[]): Interval {
  const limit = parameters.findLast(([name]) => name === "limit")?.[1];
  const offset = parameters.findLast(([name]) => name === "offset")?.[1];
  const start = integer(offset) ?? 0;
  if (limit === undefined) return { start, end: Infinity };
  if (offset === undefined && integer(limit) === undefined) return all;
  return { start, end: start + (integer(limit) ?? 0) };
}

function integer(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*-?\d{1,15}\s*$/.test(text) ? Number(text) : undefined;
}
