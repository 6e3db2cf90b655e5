import { atPath, canonicalJson, textOf } from "@astrolabe/store";
import type { Selected } from "@astrolabe/store";
import { typeOf } from "./expression.ts";
import type { SentRecord } from "./parse-records.ts";
import { allColumns } from "./parse-select.ts";
import type { ColumnType, Table } from "./table.ts";

/** A member of each row of an answer. */
export interface Member {
  readonly name: string;
  readonly type: ColumnType;
}

/** The members that `select` asks for; all columns if it names none. */
export function membersOf(select: readonly Selected[], table: Table): readonly Member[] {
  const selected = select.length > 0 ? select : allColumns(table);
  return selected.map(({ expression, as }) => ({ name: as, type: typeOf(expression, table) }));
}

/** A row that was sent, as JSON text as the store would give it: the selected members in their order. */
export function projectRow(row: SentRecord, select: readonly Selected[], table: Table): string {
  const selected = select.length > 0 ? select : allColumns(table);
  const members = selected.map(({ expression: { column, path, asText }, as }) => {
    const value = atPath(row[column], path) ?? null;
    return `${JSON.stringify(as)}:${canonicalJson(asText ? textOf(value) : value)}`;
  });
  return `{${members.join(",")}}`;
}
