import type { EventStore } from "../../src/event-store.ts";
import type { PlannedRow } from "./planned-batches.ts";

/** Sends a batch as clients do: where one row is there already, its halves go by themselves, down to single rows. */
export async function deliver(store: EventStore, rows: readonly PlannedRow[]): Promise<void> {
  const outcome = await store.insertEvents(rows);
  if (outcome.kind === "stored" || rows.length === 1) return;
  const half = Math.ceil(rows.length / 2);
  await deliver(store, rows.slice(0, half));
  await deliver(store, rows.slice(half));
}
