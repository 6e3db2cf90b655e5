import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Logger } from "pino";
import { maxSpansPerExport, maxWaitingSpans, traceExportIntervalMs, traceExportTimeoutMs } from "./limits.ts";

/** Tells an OpenTelemetry collector of each request: when it came, how long it took, what it was answered. */
export interface Tracer {
  /** Begins the span of a request; to be ended with what it was answered. */
  begin(incoming: IncomingMessage): EndSpan;
  /** Spans that were thrown away because they came faster than they could be told of. */
  readonly dropped: number;
  /** Tells of what is left. */
  close(): Promise<void>;
}

type EndSpan = (route: string, status: number) => void;

interface Parent {
  readonly traceId: string;
  readonly spanId?: string | undefined;
  readonly isSampled: boolean;
}

/**
 * Speaks OTLP over HTTP in JSON (https://opentelemetry.io/docs/specs/otlp/#otlphttp). A request belongs to the trace that its
 * `traceparent` names (https://www.w3.org/TR/trace-context/), and is told of only if that is sampled; one without begins a trace. A
 * span holds method, route and status: no address, no key, nothing of the body.
 */
export function createTracer({ url, logger }: { readonly url: string; readonly logger: Logger }): Tracer {
  let spans: object[] = [];
  let dropped = 0;
  let exporting: Promise<void> = Promise.resolve();
  const timer = setInterval(exportSoon, traceExportIntervalMs).unref();

  return {
    begin(incoming) {
      const { traceId, spanId, isSampled } = parseParent(incoming.headers["traceparent"]);
      if (!isSampled) return () => {};
      const startMs = performance.timeOrigin + performance.now();
      return (route, status) => {
        if (spans.length >= maxWaitingSpans) {
          dropped += 1;
          return;
        }
        spans.push(
          createSpan({ traceId, spanId }, { method: incoming.method ?? "GET", route, status, startMs }),
        );
        if (spans.length === maxSpansPerExport) exportSoon();
      };
    },
    get dropped() {
      return dropped;
    },
    async close() {
      clearInterval(timer);
      exportSoon();
      await exporting;
    },
  };

  /** One export at a time: where the other side is slow, spans wait here, and the number of those is bounded. */
  function exportSoon(): void {
    exporting = exporting.then(exportWaiting);
  }

  async function exportWaiting(): Promise<void> {
    while (spans.length > 0) {
      const batch = spans.slice(0, maxSpansPerExport);
      spans = spans.slice(maxSpansPerExport);
      try {
        const answer = await fetch(url, {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify(exportRequest(batch)),
          signal: AbortSignal.timeout(traceExportTimeoutMs),
        });
        await answer.arrayBuffer();
        if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
      } catch (error) {
        dropped += batch.length;
        logger.warn({ err: error }, "spans could not be exported");
        return;
      }
    }
  }
}

function parseParent(header: string | string[] | undefined): Parent {
  const [, traceId, spanId, flags = ""] =
    /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(String(header)) ?? [];
  const isValid = traceId !== undefined && !/^0+$/.test(traceId) && !/^0+$/.test(spanId ?? "");
  if (!isValid) return { traceId: randomBytes(16).toString("hex"), isSampled: true };
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

function createSpan(
  parent: { readonly traceId: string; readonly spanId: string | undefined },
  request: {
    readonly method: string;
    readonly route: string;
    readonly status: number;
    readonly startMs: number;
  },
): object {
  const { method, route, status, startMs } = request;
  return {
    traceId: parent.traceId,
    spanId: randomBytes(8).toString("hex"),
    ...(parent.spanId !== undefined && { parentSpanId: parent.spanId }),
    name: `${method} ${route}`,
    kind: 2, // SPAN_KIND_SERVER
    startTimeUnixNano: nanoseconds(startMs),
    endTimeUnixNano: nanoseconds(performance.timeOrigin + performance.now()),
    attributes: [
      { key: "http.request.method", value: { stringValue: method } },
      { key: "http.route", value: { stringValue: route } },
      { key: "http.response.status_code", value: { intValue: String(status) } },
    ],
    status: status >= 500 ? { code: 2 } : {}, // STATUS_CODE_ERROR
  };
}

function exportRequest(spans: readonly object[]): object {
  const attributes = [{ key: "service.name", value: { stringValue: "astrolabe" } }];
  return {
    resourceSpans: [{ resource: { attributes }, scopeSpans: [{ scope: { name: "astrolabe" }, spans }] }],
  };
}

function nanoseconds(epochMs: number): string {
  return String(BigInt(Math.round(epochMs * 1000)) * 1000n);
}
