import type pg from "pg";
import type { NsmRow } from "../event-store.ts";
import type { NsmTable } from "../write.ts";

/** Holds back what is put until it is written in one statement. */
export interface PendingNsmTable extends NsmTable {
  write(): Promise<void>;
}

/** Keeps other writers out of the table until the transaction ends, and looks up what is there of these rows. */
export async function createNsmTable(
  client: pg.ClientBase,
  rows: readonly NsmRow[],
): Promise<PendingNsmTable> {
  const taken = rows.length === 0 ? new Set<string>() : await lockAndLookUp(client, rows);
  const pending = new Map<string, NsmRow>();

  return {
    has: (row) => taken.has(keyOf(row)),
    put(row) {
      taken.add(keyOf(row));
      pending.set(keyOf(row), row);
    },
    async write() {
      if (pending.size === 0) return;
      await client.query(
        `INSERT INTO public.nsm (task, week, developer, successful_runs)
        SELECT task, week, developer, successful_runs FROM json_to_recordset($1)
          AS new_row (task text, week text, developer text, successful_runs bigint)
        ON CONFLICT (task, week, developer) DO UPDATE SET successful_runs = excluded.successful_runs`,
        [JSON.stringify([...pending.values()])],
      );
    },
  };
}

async function lockAndLookUp(client: pg.ClientBase, rows: readonly NsmRow[]): Promise<Set<string>> {
  await client.query("LOCK TABLE public.nsm IN SHARE ROW EXCLUSIVE MODE");
  const found = await client.query<Omit<NsmRow, "successful_runs">>(
    `SELECT task, week, developer FROM public.nsm
    JOIN json_to_recordset($1) AS wanted (task text, week text, developer text) USING (task, week, developer)`,
    [JSON.stringify(rows)],
  );
  return new Set(found.rows.map((row) => keyOf(row)));
}

function keyOf({ task, week, developer }: Omit<NsmRow, "successful_runs">): string {
  return JSON.stringify([task, week, developer]);
}
