import { openStore } from "../../src/open-store.ts";
import type { EventStore } from "../../src/event-store.ts";

/** A database of its own for a test, empty at first. */
export interface TestDatabase {
  readonly url: string;
  remove(): Promise<void>;
}

export type CreateDatabase = () => Promise<TestDatabase>;

/** Runs a test on a store over a database of its own. */
export async function withStore(
  create: CreateDatabase,
  run: (store: EventStore) => Promise<void>,
): Promise<void> {
  const database = await create();
  try {
    const store = await openStore(database.url);
    try {
      await run(store);
    } finally {
      await store.close();
    }
  } finally {
    await database.remove();
  }
}
