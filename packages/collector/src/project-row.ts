import type { Expression, Selected } from "@astrolabe/store";
import type { SentRecord } from "./parse-records.ts";
import type { Table } from "./table.ts";

/** A stored row as JSON text: the selected members in their order, or all columns if none are selected. */
export function projectRow(row: SentRecord, select: readonly Selected[], table: Table): string {
  const members =
    select.length > 0
      ? select.map(({ expression, as }) => [as, evaluate(expression, row)] as const)
      : [...table.columns.keys()].map((column) => [column, row[column] ?? null] as const);
  return `{${members.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(",")}}`;
}

function evaluate({ column, path, asText }: Expression, row: SentRecord): unknown {
  const value = path.reduce(memberOf, row[column]) ?? null;
  return asText && value !== null && typeof value !== "string" ? JSON.stringify(value) : value;
}

/** PostgreSQL's `->`: a member of an object by name, of an array by index, counted from its end if negative. */
function memberOf(value: unknown, step: string): unknown {
  if (Array.isArray(value)) return /^-?\d+$/.test(step) ? value.at(Number(step)) : undefined;
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
  const member: unknown = Reflect.get(value, step);
  return member;
}
