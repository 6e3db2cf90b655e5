import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { maxAnswerBytes } from "../src/limits.ts";
import { postRows, type Outcome } from "../src/transport.ts";
import { listen, startRowServer, type Answer } from "./row-server.ts";

const rows = ['{"id":"1","payload":{}}', '{"id":"2","payload":{"a":[1, 2]}}'];

async function outcomeOf(answer: Answer): Promise<Outcome> {
  await using server = await startRowServer(() => answer);
  return await postRows(rows, { url: server.url });
}

test("rows go as one JSON array, byte for byte, with the token in both headers", async () => {
  await using server = await startRowServer();
  const outcome = await postRows(rows, { url: `${server.url}?x=1`, token: "key" });
  assert.deepEqual(outcome, { kind: "accepted" });
  const [request] = server.received;
  assert.equal(request?.path, "/rest/v1/events?x=1");
  assert.equal(request.headers["content-type"], "application/json");
  assert.equal(request.headers["prefer"], "return=minimal");
  assert.equal(request.headers["apikey"], "key");
  assert.equal(request.headers["authorization"], "Bearer key");
  assert.equal(server.table.size, 2);
});

test("without a token there are no such headers", async () => {
  await using server = await startRowServer();
  await postRows(rows, { url: server.url, prefer: "resolution=merge-duplicates" });
  const headers = server.received[0]?.headers;
  assert.equal(headers?.["apikey"], undefined);
  assert.equal(headers?.["authorization"], undefined);
  assert.equal(headers?.["prefer"], "resolution=merge-duplicates");
});

test("what may work later is retryable, and says when", async () => {
  for (const status of [408, 425, 429, 500, 502, 503, 504]) {
    assert.equal((await outcomeOf({ status })).kind, "retryable", String(status));
  }
  const seconds = await outcomeOf({ status: 503, headers: { "Retry-After": "7" } });
  assert.deepEqual(seconds, { kind: "retryable", reason: "HTTP 503", retryAfterMs: 7000 });
  const date = new Date(Date.now() + 60_000).toUTCString();
  const later = await outcomeOf({ status: 429, headers: { "Retry-After": date } });
  assert.ok(later.kind === "retryable" && (later.retryAfterMs ?? 0) > 50_000);
  const nonsense = await outcomeOf({ status: 429, headers: { "Retry-After": "soon" } });
  assert.deepEqual(nonsense, { kind: "retryable", reason: "HTTP 429", retryAfterMs: undefined });
});

test("what the server does not want is rejected, with its answer", async () => {
  for (const status of [400, 401, 403, 404, 409, 413, 422]) {
    const outcome = await outcomeOf({ status, body: '{"code":"x"}' });
    assert.deepEqual(outcome, { kind: "rejected", status, answer: '{"code":"x"}' });
  }
});

test("a redirect is not followed, so no token travels with it", async () => {
  await using elsewhere = await startRowServer();
  await using server = await startRowServer(() => ({ status: 307, headers: { Location: elsewhere.url } }));
  const outcome = await postRows(rows, { url: server.url, token: "key" });
  assert.equal(outcome.kind, "retryable");
  assert.equal(elsewhere.received.length, 0);
});

test("a server that never answers is given up at the deadline", async () => {
  await using server = await startRowServer(() => "hang");
  const outcome = await postRows(rows, { url: server.url, timeoutMs: 100 });
  assert.deepEqual(outcome, { kind: "retryable", reason: "no answer within 100 ms" });
});

test("an answer without an end is cut off, at a size or at the deadline", async () => {
  const server = createServer((_request, response) => {
    response.writeHead(400);
    const timer = setInterval(() => response.write("x".repeat(maxAnswerBytes / 2)), 1);
    response.on("close", () => clearInterval(timer));
  });
  const outcome = await postRows(rows, { url: `http://127.0.0.1:${await listen(server)}/` });
  assert.ok(outcome.kind === "rejected" && outcome.answer.length === maxAnswerBytes);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test("no network, no such host, no such URL: an outcome, not an exception", async () => {
  const server = await startRowServer();
  await server[Symbol.asyncDispose]();
  const urls = [server.url, "http://does-not-exist.invalid/", "not a url", "ftp://example.org/", ""];
  for (const url of urls) {
    const outcome = await postRows(rows, { url, token: "geheim" });
    assert.ok(outcome.kind === "retryable" && outcome.reason !== "", url);
  }
});

test("a token that no header can carry is not shown in the reason", async () => {
  await using server = await startRowServer();
  const outcome = await postRows(rows, { url: server.url, token: "geheim\n" });
  assert.ok(outcome.kind === "retryable" && !outcome.reason.includes("geheim"));
});

test("a connection that breaks in the answer is retryable", async () => {
  await using server = await startRowServer(() => "lose");
  assert.equal((await postRows(rows, { url: server.url })).kind, "retryable");
});
