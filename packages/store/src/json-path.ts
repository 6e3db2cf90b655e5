import { canonicalJson } from "./canonical-json.ts";
import { ExactNumber } from "./exact-json.ts";

/**
 * What a path leads to, as PostgreSQL's `->` finds it: a member by name, or, where the step is a whole number, an
 * element (from the end if negative). undefined: nothing is there.
 */
export function atPath(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const step of path) found = isIndex(step) ? element(found, Number(step)) : member(found, step);
  return found;
}

function isIndex(step: string): boolean {
  return /^-?\d+$/.test(step);
}

function element(value: unknown, index: number): unknown {
  return Array.isArray(value) ? value.at(index) : undefined;
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
