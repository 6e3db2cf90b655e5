import type { Selected } from "@astrolabe/store";
import { ApiError, notImplemented, parseFailure, unexpected } from "./api-error.ts";
import { parseExpression, typeOf } from "./expression.ts";
import type { Table } from "./table.ts";

const fieldName = "field name (* or [a..z0..9_$])";

/**
 * Reads `select=id,title:payload->>name`; an empty list means all columns.
 * @throws ApiError 400 for what is not in the grammar, not offered, or not a column.
 */
export function parseSelect(text: string, table: Table): readonly Selected[] {
  if (text === "" || text === "*") return [];
  let at = 0;
  return text.split(",").flatMap((item) => {
    const position = at + 1;
    at += item.length + 1;
    return item === "*" ? allColumns(table) : [parseItem(item, position, text, table)];
  });
}

/** Reads `columns=id,"payload"`. @throws ApiError 400 for an empty name or an unknown column. */
export function parseColumns(text: string, table: Table): readonly string[] {
  const names = parseNames(text, "columns parameter");
  const unknown = names.find((name) => !table.given.includes(name));
  if (unknown !== undefined) throw unknownInCache(unknown, table);
  return names;
}

/** Names with commas between, each in quotes or not. @throws ApiError 400 for an empty one; `what` is where they stand. */
export function parseNames(text: string, what: string): readonly string[] {
  let at = 0;
  return text.split(",").map((item) => {
    const position = at + 1;
    at += item.length + 1;
    const name = /^\s*"(.*)"\s*$/.exec(item)?.[1] ?? item.trim();
    if (name === "") {
      throw parseFailure(
        what,
        text,
        position,
        `${unexpected(text.slice(position - 1))} expecting ${fieldName}`,
      );
    }
    return name;
  });
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

function parseItem(item: string, position: number, text: string, table: Table): Selected {
  if (item.trim() === "") {
    const expected = `"...", ${fieldName}, "*" or "count()"`;
    throw parseFailure(
      "select parameter",
      text,
      position,
      `${unexpected(text.slice(position - 1))} expecting ${expected}`,
    );
  }
  if (/[()]|^\.\.\.|::/.test(item)) {
    throw notImplemented("In select, columns, paths into payload and aliases are offered; nothing else is.");
  }
  const alias = /^\s*(?:"([^"]*)"|([\w $]+)):(.*)$/s.exec(item);
  const expression = parseExpression((alias?.[3] ?? item).trim());
  if (expression === undefined) {
    throw parseFailure(
      "select parameter",
      text,
      position,
      `${unexpected(text.slice(position - 1))} expecting ${fieldName}`,
    );
  }
  typeOf(expression, table);
  return {
    expression,
    as: alias?.[1] ?? alias?.[2]?.trim() ?? memberName(expression.column, expression.path),
  };
}

/** The member is called like the last name on the path: an array index at its end gives none. */
function memberName(column: string, path: readonly string[]): string {
  return path.findLast((part) => !/^-?\d+$/.test(part)) ?? column;
}
