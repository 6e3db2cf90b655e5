import { ApiError } from "./api-error.ts";

export type ColumnType = "uuid" | "jsonb" | "text" | "bigint" | "timestamptz";

/** A table as clients see it. */
export interface Table {
  readonly name: "events" | "nsm";
  readonly columns: ReadonlyMap<string, ColumnType>;
  /** The columns that a client gives, and gets if it names none. */
  readonly given: readonly string[];
  readonly primaryKey: readonly string[];
}

export const events: Table = {
  name: "events",
  columns: new Map([
    ["id", "uuid"],
    ["payload", "jsonb"],
    ["received_at", "timestamptz"],
  ]),
  given: ["id", "payload"],
  primaryKey: ["id"],
};

export const nsm: Table = {
  name: "nsm",
  columns: new Map([
    ["task", "text"],
    ["week", "text"],
    ["developer", "text"],
    ["successful_runs", "bigint"],
  ]),
  given: ["task", "week", "developer", "successful_runs"],
  primaryKey: ["task", "week", "developer"],
};

const tables: readonly Table[] = [events, nsm];

/** @throws ApiError 404 when there is no such table. */
export function findTable(name: string): Table {
  const found = tables.find((table) => table.name === name);
  if (found !== undefined) return found;
  const near = tables.find((table) => name.length > 2 && editDistance(name, table.name) <= 2);
  throw new ApiError(404, "PGRST205", `Could not find the table 'public.${name}' in the schema cache`, {
    hint: near === undefined ? undefined : `Perhaps you meant the table 'public.${near.name}'`,
  });
}

/** Levenshtein's distance; long names are told apart by length alone. */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return Infinity;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? Infinity;
}
