import type { DatabaseSync, SQLInputValue, SQLOutputValue } from "node:sqlite";
import { eventIdFromBytes, eventIdToBytes } from "../event-id.ts";
import { parts } from "./parts.ts";
import { createStatementCache, repeat } from "./statement-cache.ts";
import type { SqliteRow } from "./sqlite-row.ts";

export interface EventsTable {
  /** The ids of those rows that are stored already. */
  stored(rows: readonly SqliteRow[]): Set<string>;
  insert(rows: readonly SqliteRow[]): void;
  /** Puts the row's payload in the place of the one that its id has, and returns that. */
  replace(row: SqliteRow): SQLOutputValue;
}

export function createEventsTable(database: DatabaseSync): EventsTable {
  const select = createStatementCache(
    database,
    (rows) => `SELECT id FROM events WHERE id IN (${repeat("?", rows)})`,
  );
  const insert = createStatementCache(
    database,
    (rows) => `INSERT INTO events (id, payload, received_at) VALUES ${repeat("(?,?,?)", rows)}`,
  );
  const selectPayload = database.prepare("SELECT payload FROM events WHERE id = ?");
  const update = database.prepare("UPDATE events SET payload = ? WHERE id = ?");

  return {
    stored(rows) {
      const ids = new Set<string>();
      for (const part of parts(rows)) {
        const found = select.for(part.length).all(...part.map((row) => eventIdToBytes(row.id)));
        for (const { id } of found) if (id instanceof Uint8Array) ids.add(eventIdFromBytes(id));
      }
      return ids;
    },
    insert(rows) {
      for (const part of parts(rows)) {
        const values: SQLInputValue[] = [];
        for (const row of part) values.push(eventIdToBytes(row.id), row.payload, row.receivedAtMs);
        insert.for(part.length).run(...values);
      }
    },
    replace({ id, payload }) {
      const idBytes = eventIdToBytes(id);
      const replaced = selectPayload.get(idBytes)?.payload ?? null;
      update.run(payload, idBytes);
      return replaced;
    },
  };
}
