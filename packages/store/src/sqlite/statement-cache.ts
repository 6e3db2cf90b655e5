import type { DatabaseSync, StatementSync } from "node:sqlite";

/** Statements that differ only in the number of their rows, each prepared once. */
export interface StatementCache {
  for(rows: number): StatementSync;
}

/** `sql` makes the text for a number of rows. */
export function createStatementCache(database: DatabaseSync, sql: (rows: number) => string): StatementCache {
  const statements: StatementSync[] = [];
  return {
    for: (rows) => (statements[rows] ??= database.prepare(sql(rows))),
  };
}

/** `row` as often as there are rows, with commas between: `(?,?),(?,?)`. */
export function repeat(row: string, rows: number): string {
  return `${row},`.repeat(rows - 1) + row;
}
