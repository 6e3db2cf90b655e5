import { canonicalJson, parseExactJson } from "@astrolabe/store";
import type { Member } from "./project-row.ts";

/**
 * A row, given as JSON text, as a line of CSV: as PostgreSQL writes the text of a composite value, which is where
 * PostgREST takes it from. https://www.postgresql.org/docs/15/rowtypes.html#ROWTYPES-IO-SYNTAX
 */
export function csvRow(row: string, members: readonly Member[]): string {
  const value: unknown = parseExactJson(row).value;
  const cells =
    typeof value === "object" && value !== null ? new Map<string, unknown>(Object.entries(value)) : new Map();
  return members.map((member) => cell(cells.get(member.name), member)).join(",");
}

function cell(value: unknown, { type }: Member): string {
  if (value === null || value === undefined) return "";
  if (type === "jsonb" || typeof value !== "string") return quoted(canonicalJson(value));
  return quoted(type === "timestamptz" ? value.replace("T", " ").replace(/:00$/, "") : value);
}

function quoted(text: string): string {
  return text === "" || /["\\(),\s]/.test(text) ? `"${text.replaceAll(/["\\]/g, "$&$&")}"` : text;
}
