import assert from "node:assert/strict";
import { isoWeek, summarise } from "@astrolabe/metric";
import type { Summary } from "@astrolabe/metric";
import type { EventStore } from "../../src/event-store.ts";

/** The summary that the store has kept is the one that its rows give. */
export async function assertSummary(
  store: EventStore,
  rows: readonly unknown[],
  task: string,
): Promise<Summary> {
  const kept = await store.summary({ task });
  const recount = await summarise(rows, { task });
  assert.deepEqual(countsOf(kept), countsOf(recount), `the summary of ${task}`);
  assert.equal(kept.linkable, recount.linkable);
  const { deleted, expired, ...ledger } = await store.ledger();
  assert.deepEqual(kept.ledger, { ...ledger, droppedAtClient: recount.ledger?.droppedAtClient });
  if (deleted + expired === 0 && ledger.duplicate === 0) assert.equal(kept.newestRunMs, recount.newestRunMs);
  else assertNotBefore(kept.newestRunMs, recount.newestRunMs);
  return kept;
}

function assertNotBefore(kept: number | null, recount: number | null): void {
  if (recount === null || kept === null) return assert.equal(kept, recount);
  assert.ok(kept >= recount, `${kept} is not before ${recount}`);
  assert.equal(isoWeek(kept), isoWeek(recount));
}

/** Everything that is counted, by key: cells of one key add up. */
export function countsOf({ cells, latencies }: Summary): Record<string, number> {
  const counts = new Map<string, number>();
  const add = (key: readonly unknown[], count: number): void => {
    if (count === 0) return;
    const text = JSON.stringify(key);
    counts.set(text, (counts.get(text) ?? 0) + count);
  };
  for (const { week, developer, version, ci, runs, successesByDay, failuresByCode } of cells) {
    const key = [week, developer, version, ci];
    add([...key, "runs"], runs);
    for (const [day, count] of successesByDay.entries()) add([...key, "successes", day], count);
    for (const [code, count] of Object.entries(failuresByCode)) add([...key, "failures", code], count);
  }
  for (const { week, counts: buckets } of latencies) {
    for (const [bucket, count] of buckets) add([week, "latency", bucket], count);
  }
  return Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
