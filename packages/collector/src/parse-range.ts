import { ApiError } from "./api-error.ts";

/** Rows wanted: at most `limit` (undefined: no limit) after skipping `offset`. */
export interface Range {
  readonly offset: number;
  readonly limit: number | undefined;
}

/**
 * Puts `limit`, `offset` and the `Range` header together; what is no number is ignored, as PostgREST does.
 * @throws ApiError 416 for a negative limit or a range from high to low.
 */
export function parseRange(
  limit: string | undefined,
  offset: string | undefined,
  header: string | undefined,
): Range {
  const asked = integer(limit);
  if (asked !== undefined && asked < 0)
    throw notSatisfiable("Limit should be greater than or equal to zero.");
  const first = Math.max(integer(offset) ?? 0, 0);
  const [, low, high] = /^(\d{1,15})-(\d{0,15})$/.exec(header ?? "") ?? [];
  const from = low === undefined ? 0 : Number(low);
  if (low !== undefined && high !== undefined && high !== "" && Number(high) < from) {
    throw notSatisfiable(
      "The lower boundary must be lower than or equal to the upper boundary in the Range header.",
    );
  }
  const start = Math.max(first, from);
  const end = Math.min(
    asked === undefined ? Infinity : first + asked,
    high === undefined || high === "" ? Infinity : Number(high) + 1,
  );
  return { offset: start, limit: end === Infinity ? undefined : Math.max(end - start, 0) };
}

/** The refusal of a range that the table can't give. */
export function notSatisfiable(details: string, headers?: readonly string[]): ApiError {
  return new ApiError(416, "PGRST103", "Requested range not satisfiable", { details, headers });
}

function integer(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
}
