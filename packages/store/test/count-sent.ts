import type { EventStore } from "../src/event-store.ts";

/** Passes everything on, and counts the rows of inserts that were answered. */
export function countSent(store: EventStore, sent: { rows: number }): EventStore {
  return {
    ...store,
    insertEvents: async (rows, onConflict) => {
      const outcome = await store.insertEvents(rows, onConflict);
      sent.rows += rows.length;
      return outcome;
    },
  };
}
