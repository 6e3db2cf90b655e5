import type { EventStore } from "./event-store.ts";
import { openSqlite } from "./sqlite/open-sqlite.ts";

/**
 * Opens the store that a URL names, and makes it if it isn't there: `sqlite:PATH`, e.g. `sqlite:/var/lib/astrolabe/events.db`.
 *
 * @throws Error saying what is wrong and what to do, when the URL names no store or the database can't be used
 */
export async function openStore(url: string): Promise<EventStore> {
  const colon = url.indexOf(":");
  const scheme = url.slice(0, Math.max(colon, 0));
  if (scheme === "sqlite") return openSqlite(url.slice(colon + 1));
  // Only the scheme is repeated: the rest may hold a password.
  const given = scheme === "" ? "A store URL has a scheme" : `There is no store for "${scheme}:"`;
  throw new Error(`${given}. Use sqlite:PATH, e.g. sqlite:/var/lib/astrolabe/events.db`);
}
