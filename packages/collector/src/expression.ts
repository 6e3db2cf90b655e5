import { parseTimestamp } from "@astrolabe/store";
import type { Expression } from "@astrolabe/store";
import { ApiError, invalidInput, notImplemented, unknownColumn } from "./api-error.ts";
import type { ColumnType, Table } from "./table.ts";

/** `column`, `"column"`, `payload->a->>b`, each part of a path a name or an array index. */
const grammar = /^(?:"([^"]*)"|([\w$][\w $]*))((?:->>?(?:"[^"]*"|[\w$][\w $-]*|-\d+))*)$/;
const step = /->>?(?:"([^"]*)"|((?:[^->]|-(?!>))+))/g;

/** Reads a column or a path into a JSON column; undefined when it does not follow the grammar. */
export function parseExpression(text: string): Expression | undefined {
  const match = grammar.exec(text);
  if (match === null) return undefined;
  const steps = match[3] ?? "";
  const path = [...steps.matchAll(step)].map((found) => found[1] ?? found[2] ?? "");
  const lastArrow = steps.lastIndexOf("->");
  return {
    column: (match[1] ?? match[2] ?? "").trim(),
    path,
    asText: path.length > 0 && steps[lastArrow + 2] === ">",
  };
}

/** The type of what an expression gives. @throws ApiError 400 when the table has no such column or path. */
export function typeOf({ column, path, asText }: Expression, table: Table): ColumnType {
  const type = table.columns.get(column);
  if (type === undefined) throw unknownColumn(table.name, column);
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
  if (type === "jsonb" && !isJson(text)) {
    throw new ApiError(400, "22P02", "invalid input syntax for type json", {
      details: `Token "${text}" is invalid.`,
    });
  }
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
