import type { StoreProbe } from "./store-probe.ts";
import { probeClickhouse } from "./clickhouse/probe.ts";
import { noSuchStore } from "./open-store.ts";
import { probePostgres } from "./postgres/probe.ts";
import { probeSqlite } from "./sqlite/probe.ts";

/**
 * Looks whether {@link openStore} could open a store, and changes nothing.
 *
 * @throws Error saying what is wrong and what to do
 */
export async function probeStore(url: string): Promise<StoreProbe> {
  const colon = url.indexOf(":");
  const scheme = url.slice(0, Math.max(colon, 0));
  if (scheme === "sqlite") return probeSqlite(url.slice(colon + 1));
  if (scheme === "postgres" || scheme === "postgresql") return probePostgres(url);
  if (scheme === "clickhouse") return probeClickhouse(url);
  throw noSuchStore(scheme);
}
