import { existsSync } from "node:fs";
import { join } from "node:path";
import { dataDirFrom } from "@astrolabe/collector";
import { openStore, type EventStore } from "@astrolabe/store";

/** The collector's own store, where none is named. */
export function storeUrlOr(url: string | undefined): string {
  return url ?? `sqlite:${join(dataDirFrom(process.env), "events.db")}`;
}

/** The file of an embedded store; undefined for any other. */
export function sqlitePath(url: string): string | undefined {
  return url.startsWith("sqlite:") ? url.slice("sqlite:".length) : undefined;
}

/** Opens a store that is there: a slip in its name must not make an empty one. Rejects with an Error that says so. */
export async function openExistingStore(url: string): Promise<EventStore> {
  const path = sqlitePath(url);
  if (path !== undefined && path !== "" && !existsSync(path)) {
    throw new Error(`there is no database ${path}. Name the store with sqlite:PATH or postgres://…`);
  }
  return openStore(url);
}
