import { maxQuotedCharacters } from "../limits.ts";

/** What somebody else said, fit for one line of a terminal: without control characters, and not too long. */
export function plainText(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
  return line.length <= maxQuotedCharacters ? line : `${line.slice(0, maxQuotedCharacters)}…`;
}
