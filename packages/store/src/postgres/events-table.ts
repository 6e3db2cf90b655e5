import type pg from "pg";
import type { EncodedRow } from "../write.ts";

/** The ids of those rows that are stored already. */
export async function storedIds(client: pg.ClientBase, rows: readonly EncodedRow[]): Promise<Set<string>> {
  if (rows.length === 0) return new Set();
  const found = await client.query<{ id: string }>(
    "SELECT id FROM public.events WHERE id = ANY ($1::uuid[])",
    [rows.map(({ id }) => id)],
  );
  return new Set(found.rows.map(({ id }) => id));
}

/**
 * Inserts rows; triggers add them to the rollup and the ledger. All rows go as one JSON text: measured against arrays and
 * lists of parameters, that takes this process half the time or less, and the server about the same. They go in the order of their ids, so that two
 * transactions with the same ids wait for each other instead of locking each other out.
 *
 * @returns how many were inserted: not those whose id somebody else has stored meanwhile
 */
export async function insertRows(client: pg.ClientBase, rows: readonly EncodedRow[]): Promise<number> {
  if (rows.length === 0) return 0;
  const inserted = await client.query(
    `INSERT INTO public.events (id, payload)
    SELECT id, payload FROM json_to_recordset($1) AS new_row (id uuid, payload jsonb)
    ON CONFLICT (id) DO NOTHING`,
    [toRecords(rows)],
  );
  return inserted.rowCount ?? 0;
}

/** Puts payloads in the place of those that are there; triggers take the old ones out of the rollup and add the new. */
export async function replacePayloads(client: pg.ClientBase, rows: readonly EncodedRow[]): Promise<void> {
  if (rows.length === 0) return;
  await client.query(
    `INSERT INTO public.events (id, payload)
    SELECT id, payload FROM json_to_recordset($1) AS new_row (id uuid, payload jsonb)
    ON CONFLICT (id) DO UPDATE SET payload = excluded.payload`,
    [toRecords(rows)],
  );
}

function toRecords(rows: readonly EncodedRow[]): string {
  const sorted = rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return `[${sorted.map(({ id, payload }) => `{"id":"${id}","payload":${payload ?? "null"}}`).join(",")}]`;
}
