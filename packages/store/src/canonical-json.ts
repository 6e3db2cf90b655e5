import { ExactNumber, plainDecimal } from "./exact-json.ts";

/**
 * A JSON value as text as PostgreSQL's `jsonb` writes it: members by the length of their names in bytes, then by these
 * bytes, and a blank after each comma and colon.
 * https://www.postgresql.org/docs/15/datatype-json.html
 */
export function canonicalJson(value: unknown): string {
  if (value instanceof ExactNumber) return value.text;
  if (typeof value === "number") return numberText(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(", ")}]`;
  const members = Object.entries(value).toSorted(([a], [b]) => compareNames(a, b));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}: ${canonicalJson(member)}`).join(", ")}}`;
}

function numberText(value: number): string {
  const text = JSON.stringify(value); // -0 is 0
  return text.includes("e") ? plainDecimal(text) : text;
}

/** The order in which `jsonb` keeps the members of an object. */
export function compareNames(a: string, b: string): number {
  return Buffer.byteLength(a) - Buffer.byteLength(b) || Buffer.compare(Buffer.from(a), Buffer.from(b));
}
