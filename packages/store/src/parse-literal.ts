import type { ExpressionType } from "./columns.ts";
import { parseInteger } from "./comparison.ts";
import { parseEventId } from "./event-id.ts";
import { parseExactJson } from "./exact-json.ts";
import { jsonSortKey } from "./json-sort-key.ts";
import { QueryError } from "./query-error.ts";
import { parseTimestamp } from "./timestamp.ts";

/**
 * A value as it is written in a URL, as stores without a type for it compare it: JSON by its sort key, times in epoch
 * milliseconds.
 *
 * @throws QueryError when it is no value of that type
 */
export function parseLiteral(text: string, type: ExpressionType): string | number {
  switch (type) {
    case "uuid":
      return parseEventId(text);
    case "integer":
      return parseInteger(text);
    case "jsonb":
      return jsonSortKey(parseJson(text));
    case "timestamptz":
      return parseTimestamp(text);
    default:
      return text;
  }
}

function parseJson(text: string): unknown {
  try {
    return parseExactJson(text).value;
  } catch {
    throw new QueryError("22P02", "invalid input syntax for type json");
  }
}
