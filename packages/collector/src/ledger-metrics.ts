import type { EventStore, Ledger } from "@astrolabe/store";
import { Counter } from "prom-client";
import type { Registry } from "prom-client";
import { askedInTime } from "./in-time.ts";
import { readCounter, readGauge } from "./read-metric.ts";

/**
 * What the store has counted, all collectors together. While it doesn't answer, `/metrics` still does: with the ledger as
 * it was last, if it is known, and `astrolabe_store_up` 0.
 */
export function ledgerMetrics(store: EventStore, registry: Registry): { refresh(): Promise<void> } {
  let isUp = false;
  let ledger: Ledger | undefined;
  const upGauge = readGauge("astrolabe_store_up", "1 when the store answers, 0 when it doesn't.", () =>
    isUp ? 1 : 0,
  );
  registry.registerMetric(upGauge);

  return {
    async refresh() {
      try {
        const read = await askedInTime(store.ledger());
        // Not before it is known: to Prometheus, a counter that begins at 0 has counted all that it says next.
        if (ledger === undefined)
          for (const metric of ledgerCounters(() => ledger ?? read)) registry.registerMetric(metric);
        ledger = read;
        isUp = true;
      } catch {
        isUp = false;
      }
    },
  };
}

function ledgerCounters(read: () => Ledger): Counter[] {
  return [
    readCounter(
      "astrolabe_rows_received_total",
      "Event rows received since the store was made.",
      () => read().received,
    ),
    readCounter(
      "astrolabe_rows_deleted_total",
      "Stored event rows that were deleted later.",
      () => read().deleted,
    ),
    readCounter(
      "astrolabe_rows_expired_total",
      "Stored event rows that expired later.",
      () => read().expired,
    ),
    rowsCounter(read),
  ];
}

function rowsCounter(read: () => Ledger): Counter {
  return new Counter({
    name: "astrolabe_rows_total",
    help: "Event rows received since the store was made, by what became of them.",
    labelNames: ["outcome", "reason"],
    registers: [],
    collect() {
      const { stored, duplicate, rejected } = read();
      this.reset();
      this.inc({ outcome: "stored", reason: "" }, stored);
      this.inc({ outcome: "duplicate", reason: "" }, duplicate);
      for (const [reason, count] of Object.entries(rejected))
        this.inc({ outcome: "rejected", reason }, count);
    },
  });
}
