import { parseTimestamp } from "@astrolabe/store";
import type { Expression } from "@astrolabe/store";
import { ApiError, invalidInput, invalidJsonText, noOperator, notImplemented } from "./api-error.ts";
import type { Field } from "./grammar/field.ts";
import { unknownColumn } from "./table.ts";
import type { ColumnType, Table } from "./table.ts";

const maxInteger = 2_147_483_647;

/** A column or a path as the store takes it. @throws ApiError 400 or 404 for a path that PostgreSQL couldn't follow */
export function toExpression({ name, path }: Field, table: Table): Expression {
  const early = path.findIndex(({ asText }, index) => asText && index < path.length - 1);
  if (early >= 0 && table.columns.has(name)) {
    throw noOperator(
      `text ${path[early + 1]?.asText === true ? "->>" : "->"} ${path[early + 1]?.isIndex === true ? "integer" : "unknown"}`,
    );
  }
  return {
    column: name,
    path: path.map(({ key, isIndex }) => (isIndex ? toIndex(key) : key)),
    asText: path.at(-1)?.asText ?? false,
  };
}

function toIndex(digits: string): number {
  const index = Number(digits);
  if (Math.abs(index) <= maxInteger) return index;
  throw new ApiError(400, "22003", `value "${digits}" is out of range for type integer`);
}

/** The type of what an expression gives. @throws ApiError 400 when the table has no such column or path. */
export function typeOf({ column, path, asText }: Expression, table: Table): ColumnType {
  const type = table.columns.get(column);
  if (type === undefined) throw unknownColumn(table, column);
  if (path.length === 0) return type;
  if (type !== "jsonb")
    throw notImplemented(`The column ${column} is ${type}: a path leads into jsonb only.`);
  return asText ? "text" : "jsonb";
}

/** Hyphens may stand after any four digits: https://www.postgresql.org/docs/15/datatype-uuid.html */
const uuid = /^\{?(?:[0-9a-f]{4}-?){7}[0-9a-f]{4}\}?$/i;
const plainUuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The canonical form of a UUID in any notation that PostgreSQL takes; undefined when it is none. */
export function canonicalUuid(text: string): string | undefined {
  if (plainUuid.test(text)) return text;
  const braced = text.startsWith("{");
  if (!uuid.test(text) || braced !== text.endsWith("}")) return undefined;
  const digits = text.replaceAll(/[{}-]/g, "").toLowerCase();
  return [8, 12, 16, 20, 32].map((end, index, ends) => digits.slice(ends[index - 1] ?? 0, end)).join("-");
}

/** A literal as the store wants it. @throws ApiError or QueryError (22P02, 22007, 22008) when it is none of the type. */
export function parseLiteral(text: string, type: ColumnType): string {
  if (type === "uuid") {
    const id = canonicalUuid(text);
    if (id === undefined) throw invalidInput("uuid", text);
    return id;
  }
  if (type === "jsonb" && !isJson(text)) throw invalidJsonText(text);
  if (type === "timestamptz") parseTimestamp(text);
  if (type === "bigint" && !/^\s*[+-]?\d{1,18}\s*$/.test(text)) throw invalidInput("bigint", text);
  return text;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
