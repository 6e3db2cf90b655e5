import { canonicalJson } from "./canonical-json.ts";
import { ExactNumber } from "./exact-json.ts";
import type { JsonPath } from "./row-query.ts";

/** What a path leads to, as PostgreSQL's `->` finds it. undefined: nothing is there. */
export function atPath(value: unknown, path: JsonPath): unknown {
  let found = value;
  for (const step of path) found = typeof step === "number" ? element(found, step) : member(found, step);
  return found;
}

/** To PostgreSQL what is neither an array nor an object is an array with one element. */
function element(value: unknown, index: number): unknown {
  if (Array.isArray(value)) return value.at(index);
  const isObject = typeof value === "object" && value !== null && !(value instanceof ExactNumber);
  return isObject || (index !== 0 && index !== -1) ? undefined : value;
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  if (value instanceof ExactNumber) return undefined;
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}

/** A value as PostgreSQL's `->>` says it: strings bare, JSON's null as none, all else as JSON text. */
export function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === "string" ? value : canonicalJson(value);
}
