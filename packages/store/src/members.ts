import { canonicalJson } from "./canonical-json.ts";
import { columnsOf, typeOf } from "./columns.ts";
import type { ExpressionType, Table } from "./columns.ts";
import { parseExactJson } from "./exact-json.ts";
import { atPath, textOf } from "./json-path.ts";
import type { JsonPath, Selected } from "./row-query.ts";
import { formatTimestamp } from "./timestamp.ts";

/** A member of each row of an answer, in plain values that can be sent to another thread. */
export interface Member {
  /** Its name, as JSON text. */
  readonly name: string;
  readonly column: string;
  readonly path: JsonPath;
  readonly type: ExpressionType;
}

/** @throws QueryError when what is selected isn't there */
export function membersOf(table: Table, select: readonly Selected[]): readonly Member[] {
  const selected = select.length > 0 ? select : columnsOf(table).map((column) => wholeColumn(column));
  return selected.map(({ expression, as }) => ({
    name: JSON.stringify(as),
    column: expression.column,
    path: expression.path,
    type: typeOf(table, expression),
  }));
}

function wholeColumn(column: string): Selected {
  return { expression: { column, path: [], asText: false }, as: column };
}

/** What a column holds: an id or JSON as text, a time in epoch milliseconds. */
export type Stored = string | number | null | undefined;

/** A row as JSON text, as PostgreSQL would write it. */
export function toJson(members: readonly Member[], stored: (column: string) => Stored): string {
  return `{${members.map((member) => `${member.name}:${valueOf(member, stored(member.column))}`).join(",")}}`;
}

function valueOf({ path, type }: Member, stored: Stored): string {
  if (stored === null || stored === undefined) return "null";
  if (type === "timestamptz") return `"${formatTimestamp(Number(stored))}"`;
  if (type === "integer") return String(stored);
  if (type === "uuid") return `"${stored}"`;
  if (type === "text" && path.length === 0) return JSON.stringify(stored);
  const value = atPath(parseExactJson(String(stored)).value, path) ?? null;
  return canonicalJson(type === "text" ? textOf(value) : value);
}
