import { QueryError } from "../query-error.ts";

/** An escape of a pair of surrogates, of one alone, of U+0000, or any other: the first that matches decides. */
const escapes = /\\(?:u[dD][89aAbB]..\\u[dD][c-fC-F]..|u[dD][89a-fA-F]..|u0000|.)/g;
const loneSurrogate = /^\\u[dD][89a-fA-F]..$/;

/**
 * JSON text as `jsonb` takes it: a lone surrogate, which UTF-8 can't say, becomes U+FFFD.
 *
 * @throws QueryError 22P05 for U+0000, in PostgreSQL's words
 */
export function toJsonbText(json: string): string {
  if (!json.includes("\\u")) return json;
  return json.replace(escapes, (escape) => {
    if (escape === "\\u0000") {
      throw new QueryError(
        "22P05",
        "unsupported Unicode escape sequence",
        "\\u0000 cannot be converted to text.",
      );
    }
    return loneSurrogate.test(escape) ? "\\ufffd" : escape;
  });
}
