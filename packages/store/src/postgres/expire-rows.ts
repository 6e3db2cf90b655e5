import type pg from "pg";
import type { ExpireOutcome } from "../event-store.ts";

/** One transaction; the function in the database lets the rollup keep what the rows added to it. */
export async function expireRows(
  client: pg.ClientBase,
  wantedMs: number,
  after: string | undefined,
  maxRows: number,
): Promise<ExpireOutcome> {
  const { rows } = await client.query<{ expired: string; next_id: string | null; horizon_ms: string }>(
    "SELECT expired, next_id, horizon_ms FROM astrolabe.expire($1, $2, $3)",
    [wantedMs, after ?? null, maxRows],
  );
  const [{ expired = 0, next_id = null, horizon_ms = 0 } = {}] = rows;
  return { expired: Number(expired), next: next_id ?? undefined, horizonMs: Number(horizon_ms) };
}

/** In epoch milliseconds; undefined: nothing has expired yet. */
export async function readHorizon(client: pg.ClientBase): Promise<number | undefined> {
  const { rows } = await client.query<{ before_ms: string }>("SELECT before_ms FROM astrolabe.horizon");
  return rows[0] && Number(rows[0].before_ms);
}
