import assert from "node:assert/strict";
import { countRuns } from "@astrolabe/metric";
import type { EventStore } from "../../src/event-store.ts";
import { assertSummary } from "./assert-summary.ts";

export interface StoredRow {
  readonly id: string;
  readonly payload: unknown;
}

/** All events, by id. */
export async function storedRows(store: EventStore): Promise<StoredRow[]> {
  const order = [{ expression: { column: "id", path: [], asText: false }, descending: false }];
  const { rows } = await store.readRows({ table: "events", select: [], filters: [], order });
  return rows.map((row): StoredRow => JSON.parse(row));
}

/** What must hold whenever nothing is under way and nothing has expired: the ledger balances, and the rollup is what a recount gives. */
export async function assertConsistent(store: EventStore, tasks: readonly string[]): Promise<StoredRow[]> {
  const rows = await storedRows(store);
  const { received, stored, duplicate, rejected, deleted, expired } = await store.ledger();
  const rejectedRows = Object.values(rejected).reduce((sum, count) => sum + count, 0);
  assert.equal(received, stored + duplicate + rejectedRows, "the ledger balances");
  assert.equal(stored - deleted - expired, rows.length, "the ledger knows every row");
  for (const task of tasks) {
    assert.deepEqual(
      await store.weeklyCounts({ task }),
      await countRuns(rows, { task }),
      `the rollup of ${task}`,
    );
    await assertSummary(store, rows, task);
  }
  return rows;
}
