import type { EventStore } from "@astrolabe/store";
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";
import type { PutOff } from "./api-error.ts";
import type { Connections } from "./count-connections.ts";
import type { BodyReader } from "./read-body.ts";

/** What the collector counts about itself, for Prometheus. */
export interface CollectorMetrics {
  /** Counts an answered request. `route` is one of the route table's paths, so that labels stay few. */
  countRequest(route: string, status: number): void;
  /** Counts a request whose sender was told to come back later. */
  countPutOff(why: PutOff): void;
  /** Observes how long an insert takes until it is on disk; gives its outcome on. */
  timeInsert<T>(insert: Promise<T>): Promise<T>;
  /** The text of `/metrics`. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** Seconds; the commit is what takes the time: from one fsync on an idle disk to a queue about to be refused. */
const insertBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

export function createCollectorMetrics(parts: {
  readonly store: EventStore;
  readonly bodies: BodyReader;
  readonly connections: Connections;
}): CollectorMetrics {
  const { store, bodies, connections } = parts;
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
  const putOff = new Counter({
    name: "astrolabe_requests_put_off_total",
    help: "Requests whose sender was told to come back later (429, 503), by what there was too much of.",
    labelNames: ["why"],
    registers: [registry],
  });
  registry.registerMetric(requestsCounter(requests));
  registry.registerMetric(gauge("astrolabe_connections", "Connections open.", () => connections.count));
  registry.registerMetric(droppedCounter(connections));
  registry.registerMetric(receivedCounter(store));
  registry.registerMetric(rowsCounter(store));
  registry.registerMetric(deletedCounter(store));
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
    countPutOff: (why) => putOff.inc({ why }),
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

function droppedCounter(connections: Connections): Counter {
  return new Counter({
    name: "astrolabe_connections_dropped_total",
    help: "Connections closed on arrival, unheard, because far too many were open.",
    registers: [],
    collect() {
      this.reset();
      this.inc(connections.dropped);
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

function deletedCounter(store: EventStore): Counter {
  return new Counter({
    name: "astrolabe_rows_deleted_total",
    help: "Stored event rows that were deleted later.",
    registers: [],
    async collect() {
      const { deleted } = await store.ledger();
      this.reset();
      this.inc(deleted);
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
