import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { test } from "node:test";
import { maxConnections } from "../src/limits.ts";
import { startCollector } from "../src/collector.ts";
import { anonKey, post, runCollector, secret } from "./running-collector.ts";
import { rawRequest, sendRaw } from "./send-raw.ts";

test("while much waits for the store, a write is refused unread, with Retry-After, and a sender that is still writing reads it", async () => {
  await using running = await runCollector();
  const store = { ...running.store, load: () => ({ ...running.store.load(), isHigh: true }) };
  const collector = await startCollector({ store, secret, port: 0 });
  const body = Buffer.alloc(4_000_000, " ");
  for (const connection of ["close", "keep-alive"]) {
    const headers = { apikey: anonKey, Connection: connection };
    const answer = await sendRaw(collector.port, rawRequest("POST", "/rest/v1/events", headers, body));
    assert.deepEqual([answer.status, answer.headers["retry-after"]], [503, "1"]);
    assert.match(answer.body, /"code":"53400".*Too much is waiting/);
  }
  assert.equal((await running.store.ledger()).received, 0);
  const metrics = await (await fetch(`${collector.url}/metrics`)).text();
  assert.match(metrics, /^astrolabe_requests_put_off_total\{why="queue_full"\} 2$/m);
  await collector.close();
});

test("more connections than are served are told so and closed; those that are served go on, and there is room again after them", async () => {
  await using running = await runCollector();
  const { port } = running.collector;
  const open = async (): Promise<Socket> => {
    const socket = connect(port, "127.0.0.1").setEncoding("utf8");
    await once(socket, "connect");
    return socket;
  };
  const ask = async (socket: Socket): Promise<string> => {
    socket.write("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    const [answer] = await once(socket, "data");
    return String(answer);
  };
  const served = await Promise.all(Array.from({ length: maxConnections }, open));
  const surplus = await open();
  const refusal = await ask(surplus);
  assert.match(refusal, /^HTTP\/1\.1 503 .*\r\nRetry-After: 1\r\n.*\r\nConnection: close\r\n/s);
  assert.match(refusal, /Too many connections are open/);
  if (!surplus.closed) await once(surplus, "close");
  for (const socket of served.slice(0, 3)) assert.match(await ask(socket), /^HTTP\/1\.1 200 /);
  for (const socket of served) socket.destroy();
  const later = async (): Promise<number> => {
    const { status } = await running.fetch("/rest/v1/events", post({ payload: 1 }, { apikey: anonKey }));
    return status === 503 ? later() : status;
  };
  assert.equal(await later(), 201);
});
