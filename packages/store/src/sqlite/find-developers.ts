import type { DatabaseSync } from "node:sqlite";
import { maxScannedRows } from "../limits.ts";

/** A look at the rows after a rowid, for those that may be of some developers. */
export interface DeveloperScan {
  readonly developers: readonly string[];
  readonly after: number;
}

export interface DeveloperRows {
  /** Rowids. Whoever erases looks again: a text may hold a pseudonym without being its event. */
  readonly found: readonly number[];
  /** Where to go on; undefined at the end of the table. */
  readonly next: number | undefined;
}

/**
 * Looks for the pseudonyms in the text, which takes a sixth of the time of parsing it. A text with an escape may say one in
 * other words, so all of those are found, too. An index would cost every insert; docs/decisions/forgetting.md has the figures.
 */
export function findDevelopers(database: DatabaseSync, { developers, after }: DeveloperScan): DeveloperRows {
  const next = after + maxScannedRows;
  const holds = [...developers, "\\u"].map(() => "instr(payload, ?)").join(" OR ");
  const rows = database
    .prepare(`SELECT rowid FROM events WHERE rowid > ? AND rowid <= ? AND (${holds})`)
    .all(after, next, ...developers, "\\u");
  const last = Number(database.prepare("SELECT max(rowid) AS last FROM events").get()?.last ?? 0);
  return { found: rows.map(({ rowid }) => Number(rowid)), next: next < last ? next : undefined };
}
