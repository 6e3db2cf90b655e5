import type { EventStore } from "./event-store.ts";

/** What a process that died has left undone. If that fails, the next one tries, or whoever asks again. */
export async function finishForgetting(store: EventStore, developers: readonly string[]): Promise<void> {
  for (const developer of developers) {
    try {
      await store.forget({ developers: [developer] });
    } catch {
      return;
    }
  }
}
