import { setTimeout as wait } from "node:timers/promises";
import type { EventStore, InsertOutcome } from "../../src/event-store.ts";
import { StoreBusyError } from "../../src/event-store.ts";
import type { PlannedRow } from "./planned-batches.ts";

/**
 * Sends a batch as clients do: again when the store is busy, and where one row is there already, its halves go by
 * themselves, down to single rows.
 */
export async function deliver(store: EventStore, rows: readonly PlannedRow[]): Promise<void> {
  const outcome = await insert(store, rows);
  if (outcome.kind === "stored" || rows.length === 1) return;
  const half = Math.ceil(rows.length / 2);
  await deliver(store, rows.slice(0, half));
  await deliver(store, rows.slice(half));
}

async function insert(store: EventStore, rows: readonly PlannedRow[]): Promise<InsertOutcome> {
  try {
    return await store.insertEvents(rows);
  } catch (error) {
    if (!(error instanceof StoreBusyError)) throw error;
    await wait(20);
    return insert(store, rows);
  }
}
