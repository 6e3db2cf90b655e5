import type { EventStore } from "@astrolabe/store";
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";
import type { BodyReader } from "./read-body.ts";

/** What the collector counts about itself, for Prometheus. */
export interface CollectorMetrics {
  /** Counts an answered request. `route` is one of the route table's paths, so that labels stay few. */
  countRequest(route: string, status: number): void;
  /** Observes how long an insert takes until it is on disk; gives its outcome on. */
  timeInsert<T>(insert: Promise<T>): Promise<T>;
  /** The text of `/metrics`. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** Seconds; the commit is what takes the time: from one fsync on an idle disk to a queue about to be refused. */
const insertBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

export function createCollectorMetrics(store: EventStore, bodies: BodyReader): CollectorMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Map<string, Map<number, number>>();
  let inserting = 0;
  const insertSeconds = new Histogram({
    name: "astrolabe_insert_duration_seconds",
    help: "Time from handing rows to the store until they are durable.",
    buckets: insertBuckets,
    registers: [registry],
  });
  registry.registerMetric(requestsCounter(requests));
  registry.registerMetric(receivedCounter(store));
  registry.registerMetric(rowsCounter(store));
  registry.registerMetric(goneCounter(store, "deleted", "Stored event rows that were deleted later."));
  registry.registerMetric(goneCounter(store, "expired", "Stored event rows that expired later."));
  registry.registerMetric(
    gauge("astrolabe_inserts_in_flight", "Inserts handed to the store and not yet durable.", () => inserting),
  );
  registry.registerMetric(
    gauge(
      "astrolabe_body_bytes_in_flight",
      "Bytes of request bodies being read.",
      () => bodies.bytesInFlight,
    ),
  );

  return {
    countRequest(route, status) {
      let statuses = requests.get(route);
      if (statuses === undefined) requests.set(route, (statuses = new Map<number, number>()));
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    },
    async timeInsert(insert) {
      const start = performance.now();
      inserting++;
      try {
        return await insert;
      } finally {
        inserting--;
        insertSeconds.observe((performance.now() - start) / 1000);
      }
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

function requestsCounter(requests: ReadonlyMap<string, ReadonlyMap<number, number>>): Counter {
  return new Counter({
    name: "astrolabe_http_requests_total",
    help: "Requests answered.",
    labelNames: ["route", "status"],
    registers: [],
    collect() {
      this.reset();
      for (const [route, statuses] of requests) {
        for (const [status, count] of statuses) this.inc({ route, status }, count);
      }
    },
  });
}

function receivedCounter(store: EventStore): Counter {
  return new Counter({
    name: "astrolabe_rows_received_total",
    help: "Event rows received since the store was made.",
    registers: [],
    async collect() {
      const { received } = await store.ledger();
      this.reset();
      this.inc(received);
    },
  });
}

function rowsCounter(store: EventStore): Counter {
  return new Counter({
    name: "astrolabe_rows_total",
    help: "Event rows received since the store was made, by what became of them.",
    labelNames: ["outcome", "reason"],
    registers: [],
    async collect() {
      const { stored, duplicate, rejected } = await store.ledger();
      this.reset();
      this.inc({ outcome: "stored", reason: "" }, stored);
      this.inc({ outcome: "duplicate", reason: "" }, duplicate);
      for (const [reason, count] of Object.entries(rejected))
        this.inc({ outcome: "rejected", reason }, count);
    },
  });
}

function goneCounter(store: EventStore, how: "deleted" | "expired", help: string): Counter {
  return new Counter({
    name: `astrolabe_rows_${how}_total`,
    help,
    registers: [],
    async collect() {
      const ledger = await store.ledger();
      this.reset();
      this.inc(ledger[how]);
    },
  });
}

function gauge(name: string, help: string, read: () => number): Gauge {
  return new Gauge({
    name,
    help,
    registers: [],
    collect() {
      this.set(read());
    },
  });
}
