import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { test, type TestContext } from "node:test";
import { maxSpansPerExport } from "../src/limits.ts";
import { anonKey, post, runCollector } from "./running-collector.ts";

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, string>> }[];
  readonly status: { readonly code?: number };
}

interface Export {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly Span[] }[] }[];
}

/** Takes exports as an OpenTelemetry collector does. */
async function startSink(t: TestContext): Promise<{ url: string; spans: Span[] }> {
  const spans: Span[] = [];
  const server = createServer((request, response) => {
    assert.equal(request.headers["content-type"], "application/json");
    void json(request).then((body) => {
      for (const { scopeSpans } of (body as Export).resourceSpans)
        spans.push(...scopeSpans.flatMap((scope) => scope.spans));
      return response.end("{}");
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`, spans };
}

test("each request is a span of its caller's trace, with route and status and nothing of who sent what", async (t) => {
  const sink = await startSink(t);
  const running = await runCollector({ traceUrl: sink.url });
  const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  const traced = (flags: string): Record<string, string> => ({
    apikey: anonKey,
    traceparent: `00-${trace}-00f067aa0ba902b7-${flags}`,
  });
  const event = { payload: { name: "ai-do", developer: "somebody" } };
  await running.fetch("/rest/v1/events", post(event, traced("01")));
  await running.fetch("/rest/v1/events", post(event, traced("00")));
  await running.fetch("/rest/v1/events", post("{", { apikey: anonKey, traceparent: "00-0-0-zz" }));
  await running.fetch("/nowhere/somebody?x=1");
  await running[Symbol.asyncDispose]();

  const [first, second, third, ...others] = sink.spans;
  assert.ok(first !== undefined && second !== undefined && third !== undefined);
  assert.deepEqual(others, [], "what its caller doesn't sample is no span");
  assert.deepEqual([first.traceId, first.parentSpanId], [trace, "00f067aa0ba902b7"]);
  assert.deepEqual(
    [first, second, third].map(({ name, attributes }) => [name, attributes.at(-1)?.value]),
    [
      ["POST /rest/v1/events", { intValue: "201" }],
      ["POST /rest/v1/events", { intValue: "400" }],
      ["GET other", { intValue: "404" }],
    ],
  );
  for (const span of sink.spans) {
    assert.match(span.traceId, /^[0-9a-f]{32}$/);
    assert.match(span.spanId, /^[0-9a-f]{16}$/);
    assert.ok(BigInt(span.endTimeUnixNano) >= BigInt(span.startTimeUnixNano));
    assert.ok(Math.abs(Number(BigInt(span.startTimeUnixNano) / 1_000_000n) - Date.now()) < 60_000);
    assert.equal(span.kind, 2);
  }
  assert.doesNotMatch(JSON.stringify(sink.spans), /somebody|127\.0\.0\.1|eyJ/);
});

test("where nobody takes spans, requests go on, and the spans that were dropped are counted", async () => {
  await using running = await runCollector({ traceUrl: "http://127.0.0.1:1/v1/traces" });
  const count = maxSpansPerExport + 100;
  for (let n = 0; n < count; n += 200) {
    const statuses = await Promise.all(
      Array.from({ length: 200 }, async () => {
        const answer = await running.fetch("/healthz");
        await answer.arrayBuffer();
        return answer.status;
      }),
    );
    assert.deepEqual(new Set(statuses), new Set([200]));
  }
  const metrics = await (await running.fetch("/metrics")).text();
  assert.ok(Number(/^astrolabe_spans_dropped_total (\d+)$/m.exec(metrics)?.[1]) > 0);
});
