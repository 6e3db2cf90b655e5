import type { EventStore } from "./event-store.ts";
import { openClickhouse } from "./clickhouse/open-clickhouse.ts";
import { openPostgres } from "./postgres/open-postgres.ts";
import { openSqlite } from "./sqlite/open-sqlite.ts";

/**
 * Opens the store that a URL names, and makes its tables if they aren't there: `sqlite:PATH`, e.g.
 * `sqlite:/var/lib/astrolabe/events.db`, `postgres://USER:PASSWORD@HOST:PORT/DATABASE` (`postgresql://`, too), or
 * `clickhouse://USER:PASSWORD@HOST:PORT/DATABASE`, with the port of its HTTP interface.
 *
 * @throws Error saying what is wrong and what to do, when the URL names no store or the database can't be used
 */
export async function openStore(url: string): Promise<EventStore> {
  const colon = url.indexOf(":");
  const scheme = url.slice(0, Math.max(colon, 0));
  if (scheme === "sqlite") return openSqlite(url.slice(colon + 1));
  if (scheme === "postgres" || scheme === "postgresql") return openPostgres(url);
  if (scheme === "clickhouse") return openClickhouse(url);
  throw noSuchStore(scheme);
}

/** Only the scheme is repeated: the rest may hold a password. */
export function noSuchStore(scheme: string): Error {
  const given = scheme === "" ? "A store URL has a scheme" : `There is no store for "${scheme}:"`;
  return new Error(
    `${given}. Use sqlite:PATH, e.g. sqlite:/var/lib/astrolabe/events.db, postgres://USER:PASSWORD@HOST:PORT/DATABASE or clickhouse://USER:PASSWORD@HOST:PORT/DATABASE`,
  );
}
