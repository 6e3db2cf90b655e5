import type { Mark } from "@astrolabe/metric";
import type { DatabaseSync } from "node:sqlite";
import { maxMarks } from "../limits.ts";
import { describeError } from "./database-error.ts";

export function readMarks(database: DatabaseSync): Mark[] {
  const rows = database
    .prepare("SELECT at, kind, text FROM marks ORDER BY at DESC, kind, text LIMIT ?")
    .all(maxMarks);
  return rows.toReversed().map(({ at, kind, text }): Mark => ({
    at: new Date(Number(at)).toISOString(),
    kind: kind === "outage" ? "outage" : "release",
    text: String(text),
  }));
}

/** @throws StoreBusyError or Error saying why nothing was stored */
export function createAddMark(database: DatabaseSync, path: string): (mark: Mark) => undefined {
  const insert = database.prepare(
    "INSERT INTO marks (at, kind, text) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
  );
  return ({ at, kind, text }) => {
    try {
      insert.run(Date.parse(at), kind, text);
    } catch (error) {
      throw describeError("Nothing was stored in the database", path, error);
    }
  };
}
