import { invalidJson } from "./json-text.ts";

/** A quoted cell or a bare one, and what ends it. */
const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/y;

/**
 * Reads CSV (RFC 4180) whose first line names the columns; `NULL` is null, everything else a text, and what a line has
 * beyond the columns is dropped: all as PostgREST does.
 * @throws ApiError 400 when it is no CSV, or its lines have different columns.
 */
export function parseCsv(text: string): Record<string, string | null>[] {
  // The line of names has to end, even if no other follows.
  if (!/[\r\n]/.test(text)) throw invalidJson('parse error (not enough input) at ""');
  const [header, ...lines] = splitLines(text);
  if (header === undefined) throw invalidJson("Empty or invalid csv");
  const rows = lines.map((cells) =>
    Object.fromEntries(
      header.slice(0, cells.length).map((name, index) => {
        const value = cells[index] ?? "";
        return [name, value === "NULL" ? null : value];
      }),
    ),
  );
  const columns = Math.min(header.length, lines[0]?.length ?? 0);
  if (lines.some((cells) => Math.min(header.length, cells.length) !== columns)) {
    throw invalidJson("All lines must have same number of fields");
  }
  return rows;
}

/** The cells of each line that isn't blank. */
function splitLines(text: string): string[][] {
  const lines: string[][] = [];
  let line: string[] = [];
  cell.lastIndex = 0;
  while (cell.lastIndex < text.length || line.length > 0) {
    const found = cell.exec(text);
    if (found === null) throw invalidJson("Empty or invalid csv");
    const [, quoted, bare = "", end] = found;
    line.push(quoted?.replaceAll('""', '"') ?? bare);
    if (end === ",") continue;
    if (line.length > 1 || line[0] !== "") lines.push(line);
    line = [];
  }
  return lines;
}
