import type { DatabaseSync } from "node:sqlite";

/** Makes what reads the horizon, in epoch milliseconds; undefined: nothing has expired yet. */
export function createHorizonReader(database: DatabaseSync): () => number | undefined {
  const select = database.prepare("SELECT before_ms FROM horizon");
  return () => {
    const beforeMs = select.get()?.before_ms;
    return beforeMs === undefined ? undefined : Number(beforeMs);
  };
}

/** Only forward. Returns the horizon that is in force then. */
export function moveHorizon(database: DatabaseSync, wantedMs: number): number {
  const horizonMs = Math.max(createHorizonReader(database)() ?? wantedMs, wantedMs);
  database.exec("DELETE FROM horizon");
  database.prepare("INSERT INTO horizon (before_ms) VALUES (?)").run(horizonMs);
  return horizonMs;
}
