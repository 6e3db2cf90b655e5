import type { Selected } from "@astrolabe/store";
import { ApiError, notImplemented } from "./api-error.ts";
import { toExpression, typeOf } from "./expression.ts";
import { parseNames } from "./grammar/field.ts";
import { parseSelectItems } from "./grammar/select-item.ts";
import type { SelectItem } from "./grammar/select-item.ts";
import type { Table } from "./table.ts";

/**
 * Reads `select=id,title:payload->>name`; an empty list means all columns.
 * @throws ApiError 400 for what is not in the grammar, not offered, or not a column.
 */
export function parseSelect(text: string, table: Table): readonly Selected[] {
  if (text === "" || text === "*") return [];
  return parseSelectItems(text).flatMap((item) => select(item, table));
}

/** Reads `columns=id,"payload"`. @throws ApiError 400 for an empty name or an unknown column. */
export function parseColumns(text: string, table: Table): readonly string[] {
  const names = parseNames(text, "columns").toSorted();
  const unknown = names.find((name) => !table.given.includes(name));
  if (unknown !== undefined) throw unknownInCache(unknown, table);
  return names;
}

/** An insert names a column that the table does not have. */
export function unknownInCache(column: string, table: Table): ApiError {
  const message = `Could not find the '${column}' column of '${table.name}' in the schema cache`;
  return new ApiError(400, "PGRST204", message, { reason: "unknown_column" });
}

/** What `*` stands for. */
export function allColumns(table: Table): Selected[] {
  return table.given.map((column) => ({
    expression: { column, path: [], asText: false },
    as: column,
  }));
}

function select(item: SelectItem, table: Table): Selected[] {
  const { field, alias } = refuseOthers(item, table);
  if (field.name === "*" && field.path.length === 0) return allColumns(table);
  const expression = toExpression(field, table);
  typeOf(expression, table);
  const lastName = expression.path.findLast((step) => typeof step === "string");
  // The member is called like the last name on the path: an array index at its end gives none.
  return [{ expression, as: alias ?? lastName ?? field.name }];
}

/** @throws ApiError 400 for all but columns and paths. */
export function refuseOthers(item: SelectItem, table: Table): Extract<SelectItem, { kind: "field" }> {
  if (item.kind === "field") return item;
  if (item.kind === "relation") throw noRelation(item, table);
  if (item.kind === "cast") throw notImplemented("Casts (::) are not offered.");
  throw new ApiError(400, "PGRST123", "Use of aggregate functions is not allowed");
}

/** The tables have no foreign keys. */
function noRelation(
  { name, hint }: Extract<SelectItem, { kind: "relation" }>,
  { name: parent }: Table,
): ApiError {
  const between = `between '${parent}' and '${name}'`;
  const using = hint === undefined ? "" : ` using the hint '${hint}'`;
  return new ApiError(400, "PGRST200", `Could not find a relationship ${between} in the schema cache`, {
    details: `Searched for a foreign key relationship ${between}${using} in the schema 'public', but no matches were found.`,
  });
}
