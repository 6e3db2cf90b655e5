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
  const [near] = tables
    .map((table) => ({ name: table.name, likeness: likeness(name, table.name) }))
    .filter((one) => one.likeness >= minLikeness)
    .toSorted((a, b) => b.likeness - a.likeness);
  throw new ApiError(404, "PGRST205", `Could not find the table 'public.${name}' in the schema cache`, {
    hint: near === undefined ? undefined : `Perhaps you meant the table 'public.${near.name}'`,
  });
}

/** A column that a read names and the table hasn't, with the hint that PostgreSQL gives. */
export function unknownColumn(table: Table, column: string): ApiError {
  return new ApiError(400, "42703", `column ${table.name}.${column} does not exist`, {
    hint: nearColumn(table, column),
  });
}

/** Which column may be meant: one that no more than three letters, and half of them, tell apart. */
export function nearColumn({ name: table, given }: Table, column: string): string | undefined {
  const distances = given.map((name) => ({ name, distance: editDistance(column, name) }));
  const least = Math.min(...distances.map(({ distance }) => distance));
  const [near, ...others] = distances.filter(({ distance }) => distance === least);
  if (least > 3 || least > Math.floor(column.length / 2) || others.length > 0) return undefined;
  return `Perhaps you meant to reference the column "${table}.${near?.name}".`;
}

/** From here on PostgREST takes one name for the misspelt other. */
const minLikeness = 0.75;

/** 1 for the same name but for case, 0 for names that have no two neighbouring letters in common. */
function likeness(a: string, b: string): number {
  const [one, other] = [a.toLowerCase().slice(0, maxNameLength), b.toLowerCase()];
  const pairs = pairsOf(other);
  if (![...pairsOf(one)].some((pair) => pairs.has(pair))) return 0;
  return 1 - editDistance(one, other) / Math.max(one.length, other.length);
}

/** Longer names are like none of ours. */
const maxNameLength = 64;

function pairsOf(name: string): Set<string> {
  const padded = `-${name}-`;
  return new Set(Array.from({ length: padded.length - 1 }, (_, at) => padded.slice(at, at + 2)));
}

/** Levenshtein's distance; names whose lengths differ much are not looked at. */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > maxNameLength) return Infinity;
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
