// The grammar of PostgREST's query string, rule for rule, so that the same requests are taken and refused; what this
// server doesn't offer is read, too, so that it can be refused by name.
// https://docs.postgrest.org/en/v14/references/api/tables_views.html
import { ApiError } from "../api-error.ts";
import { failureText } from "./parser.ts";
import type { Parser } from "./parser.ts";

/** The value of a parameter, which `what` names. @throws ApiError 400 (PGRST100), worded as PostgREST's */
export function parseParameter<T>(what: string, parser: Parser<T>, text: string): T {
  const characters = Array.from(text);
  const outcome = parser(characters, 0);
  if (outcome.ok) return outcome.value;
  const { failure } = outcome;
  const { line, column } = placeOf(characters, failure.at);
  const message = `"failed to parse ${what} (${text})" (line ${line}, column ${column})`;
  throw new ApiError(400, "PGRST100", message, { details: failureText(failure) });
}

/** Both count from 1; a tab leads to the next column after a multiple of eight. */
function placeOf(characters: readonly string[], at: number): { line: number; column: number } {
  let line = 1;
  let column = 1;
  for (const character of characters.slice(0, at)) {
    if (character === "\n") line += 1;
    if (character === "\n") column = 1;
    else column += character === "\t" ? 8 - ((column - 1) % 8) : 1;
  }
  return { line, column };
}
