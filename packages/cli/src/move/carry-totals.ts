import type { EventStore, NsmRow } from "@astrolabe/store";
import { patiently } from "../patiently.ts";
import { compare, tablePages } from "./table-pages.ts";
import type { Move } from "./stores-of-move.ts";

/**
 * Carries the weekly totals that were posted. Where both stores have one, the larger stays: a total grows while the runs
 * of its week come in, and the newer one is the one that counted more.
 *
 * @returns how many rows were written
 */
export async function carryTotals({ from, to }: Move): Promise<number> {
  let written = 0;
  for await (const page of tablePages(from, { table: "nsm", key: ["task", "week", "developer"] })) {
    const rows = page.map((text): NsmRow => JSON.parse(text));
    const there = await totalsOf(to, rows);
    const wanted = rows.filter((row) => row.successful_runs > (there.get(keyOf(row)) ?? -Infinity));
    if (wanted.length > 0) await patiently(() => to.insertNsm(wanted, "merge"));
    written += wanted.length;
  }
  return written;
}

/** The totals that a store has of the tasks and weeks that rows are of, by key. */
async function totalsOf(store: EventStore, rows: readonly NsmRow[]): Promise<ReadonlyMap<string, number>> {
  const totals = new Map<string, number>();
  for (const [task = "", ofTask = []] of Map.groupBy(rows, (row) => row.task)) {
    const weeks = [...new Set(ofTask.map(({ week }) => week))];
    const filters = [compare("task", "eq", task), compare("week", "in", weeks)];
    const found = await patiently(() => store.readRows({ table: "nsm", select: [], filters, order: [] }));
    for (const text of found.rows) {
      const row: NsmRow = JSON.parse(text);
      totals.set(keyOf(row), row.successful_runs);
    }
  }
  return totals;
}

function keyOf({ task, week, developer }: NsmRow): string {
  return JSON.stringify([task, week, developer]);
}
