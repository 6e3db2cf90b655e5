import type { EventStore, NewEventRow } from "@astrolabe/store";
import { StoreBusyError } from "@astrolabe/store";
import { Counter, Histogram, Registry, collectDefaultMetrics } from "prom-client";
import type { PutOff } from "./api-error.ts";
import type { Connections } from "./count-connections.ts";
import { ledgerMetrics } from "./ledger-metrics.ts";
import type { BodyReader } from "./read-body.ts";
import { readCounter, readGauge } from "./read-metric.ts";
import type { Tracer } from "./tracer.ts";

/** What the collector counts about itself, for Prometheus. */
export interface CollectorMetrics {
  /** Counts an answered request. `route` is one of the route table's paths, so that labels stay few. */
  countRequest(route: string, status: number): void;
  /** Counts a request whose sender was told to come back later. */
  countPutOff(why: PutOff): void;
  /** Observes how long an insert takes until it is on disk; gives its outcome on. */
  timeInsert<T>(insert: Promise<T>): Promise<T>;
  /** Observes how late events are that have been stored just now. */
  observeDelay(events: readonly NewEventRow[]): void;
  /** The text of `/metrics`. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** Seconds; the commit is what takes the time: from one fsync on an idle disk to a queue about to be refused. */
const insertBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Seconds: clients send within a minute, a laptop that was closed after days. */
const delayBuckets = [1, 5, 15, 60, 120, 300, 900, 3_600, 21_600, 86_400, 604_800, 2_592_000];

export function createCollectorMetrics(parts: {
  readonly store: EventStore;
  readonly bodies: BodyReader;
  readonly connections: Connections;
  readonly tracer: Tracer | undefined;
}): CollectorMetrics {
  const { store, bodies, connections, tracer } = parts;
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const requests = new Map<string, Map<number, number>>();
  let inserting = 0;
  const insertSeconds = new Histogram({
    name: "astrolabe_insert_duration_seconds",
    help: "Time from handing rows to the store until they are durable.",
    buckets: insertBuckets,
    registers,
  });
  const delaySeconds = new Histogram({
    name: "astrolabe_event_delay_seconds",
    help: "Time from the end of the oldest event of a request, by its own clock, until it is durable here.",
    buckets: delayBuckets,
    registers,
  });
  const putOff = new Counter({
    name: "astrolabe_requests_put_off_total",
    help: "Requests whose sender was told to come back later (429, 503), by what there was too much of.",
    labelNames: ["why"],
    registers,
  });
  const storeErrors = new Counter({
    name: "astrolabe_store_errors_total",
    help: "Inserts that the store refused: its queue was full, the database was busy or away, or something is broken.",
    labelNames: ["kind"],
    registers,
  });
  registry.registerMetric(requestsCounter(requests));
  for (const metric of [
    readCounter(
      "astrolabe_connections_dropped_total",
      "Connections closed on arrival, unheard, because far too many were open.",
      () => connections.dropped,
    ),
    readCounter(
      "astrolabe_commits_total",
      "Transactions that wrote, failed ones too.",
      () => store.load().commits,
    ),
    readCounter(
      "astrolabe_commits_failed_total",
      "Transactions that failed, and wrote nothing.",
      () => store.load().failedCommits,
    ),
    readCounter(
      "astrolabe_commit_seconds_total",
      "Time that transactions took, all together.",
      () => store.load().commitMs / 1000,
    ),
    readCounter(
      "astrolabe_spans_dropped_total",
      "Spans that came faster than they could be exported, or that nobody took.",
      () => tracer?.dropped ?? 0,
    ),
    readGauge("astrolabe_connections", "Connections open.", () => connections.count),
    readGauge(
      "astrolabe_inserts_in_flight",
      "Inserts handed to the store and not yet durable.",
      () => inserting,
    ),
    readGauge("astrolabe_queue_rows", "Rows that wait for a transaction.", () => store.load().queuedRows),
    readGauge(
      "astrolabe_queue_chars",
      "Characters of JSON that wait for a transaction.",
      () => store.load().queuedChars,
    ),
    readGauge(
      "astrolabe_body_bytes_in_flight",
      "Bytes of request bodies being read.",
      () => bodies.bytesInFlight,
    ),
  ])
    registry.registerMetric(metric);
  const ledger = ledgerMetrics(store, registry);

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
      } catch (error) {
        storeErrors.inc({ kind: kindOf(error) });
        throw error;
      } finally {
        inserting--;
        insertSeconds.observe((performance.now() - start) / 1000);
      }
    },
    observeDelay(events) {
      const oldest = oldestEnd(events);
      if (oldest !== undefined) delaySeconds.observe(Math.max(0, Date.now() / 1000 - oldest));
    },
    async text() {
      await ledger.refresh();
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}

function kindOf(error: unknown): "queue_full" | "busy" | "failed" {
  if (!(error instanceof StoreBusyError)) return "failed";
  return error.isQueueFull ? "queue_full" : "busy";
}

/** Epoch seconds; undefined where no event has them. */
function oldestEnd(events: readonly NewEventRow[]): number | undefined {
  let oldest: number | undefined;
  for (const { payload } of events) {
    const end =
      typeof payload === "object" && payload !== null && "end_ts" in payload ? payload.end_ts : undefined;
    if (typeof end === "number" && end > 0 && (oldest === undefined || end < oldest)) oldest = end;
  }
  return oldest;
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
