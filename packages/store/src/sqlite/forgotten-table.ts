import type { DatabaseSync } from "node:sqlite";
import { eventsOf } from "../apply-write.ts";
import type { Forgotten, Tombstone } from "../event-store.ts";
import { wasRecordedBefore } from "../recorded-before.ts";
import type { Write } from "../write.ts";
import type { SqliteRow } from "./sqlite-row.ts";

/** A tombstone. */
export interface ForgottenRow extends Forgotten {
  /** Whether nothing is left to erase. */
  readonly isFinished: boolean;
}

/** What is taken away from one developer. */
export interface Erased {
  events: number;
  totals: number;
}

export interface ForgottenTable {
  /** The check of rows that are about to be stored. */
  checkOf(writes: readonly Write<SqliteRow>[]): (row: SqliteRow) => boolean;
  /** Tombstones of those developers who have one, in no order. */
  read(developers: readonly string[]): ForgottenRow[];
  /** Makes the tombstones that are missing. */
  add(developers: readonly string[]): void;
  count(developer: string, erased: Erased): void;
  finish(developers: readonly string[]): void;
}

const among = "developer IN (SELECT value FROM json_each(?))";

export function createForgottenTable(database: DatabaseSync): ForgottenTable {
  const selectAny = database.prepare("SELECT 1 FROM forgotten LIMIT 1");
  const select = database.prepare(`SELECT * FROM forgotten WHERE ${among}`);
  const insert = database.prepare(
    "INSERT INTO forgotten (developer, forgotten_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
  );
  const update = database.prepare(
    "UPDATE forgotten SET events = events + ?, totals = totals + ? WHERE developer = ?",
  );
  const updateFinished = database.prepare(`UPDATE forgotten SET finished = 1 WHERE ${among}`);

  function read(developers: readonly string[]): ForgottenRow[] {
    return select.all(JSON.stringify(developers)).map((row) => ({
      developer: String(row.developer),
      forgottenAtMs: Number(row.forgotten_at),
      events: Number(row.events),
      totals: Number(row.totals),
      isFinished: row.finished === 1,
    }));
  }

  return {
    read,
    checkOf(writes) {
      if (selectAny.get() === undefined) return () => false;
      const developers = new Set(eventsOf(writes).flatMap((row) => developerOfRow(row) ?? []));
      const times = new Map(read([...developers]).map((row) => [row.developer, row.forgottenAtMs]));
      return (row) => {
        const forgottenAtMs = times.get(developerOfRow(row) ?? "");
        if (forgottenAtMs === undefined) return false;
        const event: unknown = row.payload === null ? null : JSON.parse(row.payload);
        return wasRecordedBefore(row.id, event, forgottenAtMs);
      };
    },
    add(developers) {
      const nowMs = Date.now();
      for (const developer of developers) insert.run(developer, nowMs);
    },
    count: (developer, { events, totals }) => void update.run(events, totals, developer),
    finish: (developers) => void updateFinished.run(JSON.stringify(developers)),
  };
}

function developerOfRow({ run, developer }: SqliteRow): string | null {
  return run?.developer ?? developer;
}

/** Developers whose erasure was begun and not finished. */
export function readUnfinished(database: DatabaseSync): string[] {
  const rows = database.prepare("SELECT developer FROM forgotten WHERE finished = 0").all();
  return rows.map(({ developer }) => String(developer));
}

export function readTombstones(database: DatabaseSync): Tombstone[] {
  const rows = database.prepare("SELECT developer, forgotten_at FROM forgotten ORDER BY developer").all();
  return rows.map((row) => ({ developer: String(row.developer), forgottenAtMs: Number(row.forgotten_at) }));
}
