import type { LoadResult } from "./load.ts";
import { nextId, sampleRow } from "./sample-row.ts";

interface Row {
  readonly id: string;
  readonly payload: unknown;
}

/** Calls `insert` with batch after batch, so many at a time, each as soon as the one before it is durable. */
export async function measureInserts(
  insert: (rows: readonly Row[]) => Promise<unknown>,
  { atOnce, rowsPerBatch, measureMs }: { atOnce: number; rowsPerBatch: number; measureMs: number },
): Promise<LoadResult> {
  const payloads = Array.from({ length: rowsPerBatch }, (_, index) => sampleRow("", index).payload);
  const latencies: number[] = [];
  const start = performance.now();
  const keepInserting = async (): Promise<void> => {
    while (performance.now() - start < measureMs) {
      const sentAt = performance.now();
      await insert(payloads.map((payload) => ({ id: nextId(), payload })));
      latencies.push(performance.now() - sentAt);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, keepInserting));
  const seconds = (performance.now() - start) / 1000;
  latencies.sort((a, b) => a - b);
  return {
    eventsPerSecond: (latencies.length * rowsPerBatch) / seconds,
    p50Ms: latencies[Math.floor(latencies.length * 0.5)] ?? NaN,
    p99Ms: latencies[Math.floor(latencies.length * 0.99)] ?? NaN,
    failures: 0,
  };
}
