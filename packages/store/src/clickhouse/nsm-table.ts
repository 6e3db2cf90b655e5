import type { NsmRow } from "../event-store.ts";
import { totalsPerLookup } from "../limits.ts";
import type { NsmTable } from "../write.ts";
import type { Connection } from "./connect.ts";
import { quoted } from "./quoted.ts";
import { createRowBinary } from "./row-binary.ts";
import type { RowBinary } from "./row-binary.ts";
import { nextVersion } from "./version.ts";

/** Holds back what is put until it is written as one block. */
export interface PendingNsmTable extends NsmTable {
  write(): Promise<void>;
}

type Key = Pick<NsmRow, "task" | "week" | "developer">;

interface State {
  readonly version: bigint;
  readonly deleted: boolean;
}

/** Looks up what is there of these rows. */
export async function createNsmTable(
  connection: Connection,
  rows: readonly NsmRow[],
): Promise<PendingNsmTable> {
  const states = await lookUp(connection, rows);
  const pending = new Map<string, NsmRow>();

  return {
    has: (row) => pending.has(keyOf(row)) || states.get(keyOf(row))?.deleted === false,
    put: (row) => void pending.set(keyOf(row), row),
    async write() {
      if (pending.size === 0) return;
      const out = createRowBinary();
      const nowMs = Date.now();
      for (const [key, row] of pending) {
        const version = nextVersion(states.get(key)?.version ?? 0n, false, nowMs);
        writeTotal(out, row, { version, deleted: false });
      }
      await connection.insert(nsmColumns, out.bytes());
    },
  };
}

/** A table and columns for INSERT, in the order in which rows are written. */
export const nsmColumns: string = "nsm_rows (task, week, developer, version, deleted, successful_runs)";

export function writeTotal(out: RowBinary, row: NsmRow, { version, deleted }: State): void {
  out.string(row.task);
  out.string(row.week);
  out.string(row.developer);
  out.uint64(version);
  out.uint8(deleted ? 1 : 0);
  out.int64(row.successful_runs);
}

async function lookUp(connection: Connection, rows: readonly Key[]): Promise<Map<string, State>> {
  const states = new Map<string, State>();
  for (let start = 0; start < rows.length; start += totalsPerLookup) {
    const keys = rows.slice(start, start + totalsPerLookup).map((row) => keyToSql(row));
    const found = await connection.rows<Key & { newest: string; gone: number }>(
      `SELECT task, week, developer, max(version) AS newest, argMax(deleted, version) AS gone
      FROM nsm_rows WHERE (task, week, developer) IN (${keys.join(",")}) GROUP BY task, week, developer`,
    );
    for (const { newest, gone, ...key } of found) {
      states.set(keyOf(key), { version: BigInt(newest), deleted: gone === 1 });
    }
  }
  return states;
}

function keyToSql({ task, week, developer }: Key): string {
  return `(${quoted(task)},${quoted(week)},${quoted(developer)})`;
}

function keyOf({ task, week, developer }: Key): string {
  return JSON.stringify([task, week, developer]);
}
