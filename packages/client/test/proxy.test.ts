import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";
import { proxyFor } from "../src/proxy.ts";
import { postRows } from "../src/transport.ts";
import { startConnectProxy } from "./connect-proxy.ts";
import { listen, startRowServer } from "./row-server.ts";
import { runHost, until } from "./run-host.ts";
import { makeStateFolder } from "./state-folder.ts";
import { startTlsRowServer } from "./tls-row-server.ts";

const rows = ['{"id":"1","payload":{}}'];
const portOf = (url: string): number => Number(new URL(url).port);

function proxied(url: string, env: NodeJS.ProcessEnv): string | undefined {
  return proxyFor(new URL(url), env)?.href;
}

test("the proxy is the one for the URL's protocol, lower case before upper", () => {
  const env = { http_proxy: "http://a:1", HTTPS_PROXY: "b:2", https_proxy: "", HTTP_PROXY: "http://c:3" };
  assert.equal(proxied("http://x.test/", env), "http://a:1/");
  assert.equal(proxied("https://x.test/", env), "http://b:2/");
  assert.equal(proxied("https://x.test/", { HTTP_PROXY: "http://c:3" }), undefined);
  assert.equal(proxied("http://x.test/", {}), undefined);
});

test("NO_PROXY exempts hosts, domains, ports, addresses, or all", () => {
  const through = (url: string, noProxy: string): boolean =>
    proxied(url, { HTTP_PROXY: "http://p:1", HTTPS_PROXY: "http://p:1", NO_PROXY: noProxy }) !== undefined;
  const exempt: [string, string][] = [
    ["http://events.example.com/", "*"],
    ["http://events.example.com/", "other, events.example.com"],
    ["http://events.example.com/", "example.com"],
    ["http://events.example.com/", ".example.com"],
    ["http://EVENTS.example.com/", "*.EXAMPLE.com"],
    ["https://events.example.com/", "example.com:443"],
    ["http://example.com:8080/", "localhost example.com:8080"],
    ["http://127.0.0.1:54321/", "127.0.0.1"],
    ["http://[::1]:54321/", "::1"],
    ["http://[::1]:54321/", "[::1]:54321"],
  ];
  for (const [url, noProxy] of exempt) assert.ok(!through(url, noProxy), `${noProxy} exempts ${url}`);
  const not: [string, string][] = [
    ["http://example.com/", ""],
    ["http://example.com/", " , "],
    ["http://badexample.com/", "example.com"],
    ["http://example.com/", "events.example.com"],
    ["http://example.com:81/", "example.com:80"],
    ["http://127.0.0.11/", "127.0.0.1"],
  ];
  for (const [url, noProxy] of not) assert.ok(through(url, noProxy), `${noProxy} does not exempt ${url}`);
});

test("a proxy that we cannot use is not gone past", async () => {
  await using server = await startRowServer();
  for (const proxy of ["socks5://127.0.0.1:1", "http://", "://"]) {
    const outcome = await postRows(rows, { url: server.url, env: { HTTP_PROXY: proxy } });
    assert.ok(
      outcome.kind === "retryable" && outcome.reason.startsWith("HTTP_PROXY is no address of a proxy"),
      proxy,
    );
  }
  assert.equal(server.received.length, 0);
});

test("over http, a proxy is asked for the whole URL, and each login stays where it belongs", async () => {
  await using server = await startRowServer();
  await using proxy = await startConnectProxy(portOf(server.url));
  const env = { http_proxy: `http://user:p%40ss@127.0.0.1:${proxy.port}` };
  const outcome = await postRows(rows, {
    url: "http://collector.test/rest/v1/events?x=1",
    token: "key",
    env,
  });
  assert.deepEqual(outcome, { kind: "accepted" });
  assert.deepEqual(proxy.asked, [
    `POST http://collector.test/rest/v1/events?x=1 Basic ${Buffer.from("user:p@ss").toString("base64")}`,
  ]);
  assert.equal(server.received[0]?.headers["host"], "collector.test");
  assert.equal(server.received[0].headers["authorization"], "Bearer key");

  const withLogin = await postRows(['{"id":"2"}'], {
    url: "http://me:mine@collector.test/rest/v1/events",
    env,
  });
  assert.deepEqual(withLogin, { kind: "accepted" });
  const mine = `Basic ${Buffer.from("me:mine").toString("base64")}`;
  assert.equal(server.received[1]?.headers["authorization"], mine);
  assert.ok(!proxy.asked[1]?.includes("mine"));
});

test("over https, a proxy gets a tunnel's end to see, and no token", async () => {
  using folder = makeStateFolder();
  await using server = await startTlsRowServer(folder.path);
  await using proxy = await startConnectProxy(server.port);
  const env = {
    EVENTS_ENABLED: "1",
    EVENTS_URL: "https://collector.test/rest/v1/events",
    EVENTS_TOKEN: "key",
    ASTROLABE_STATE_DIR: folder.path,
    HTTPS_PROXY: `http://user:pass@127.0.0.1:${proxy.port}`,
    NODE_EXTRA_CA_CERTS: server.certPath,
  };
  // The whole way: a host, its flusher, the proxy, TLS with a certificate that only NODE_EXTRA_CA_CERTS makes trusted.
  await runHost({ env });
  await until(() => server.rows.length === 1);
  assert.deepEqual(proxy.asked, [
    `CONNECT collector.test:443 Basic ${Buffer.from("user:pass").toString("base64")}`,
  ]);
  assert.deepEqual(server.keys, ["key"]);
  assert.ok(!proxy.headers.join().includes("key"));
});

test("what a proxy refuses, or never answers, is an outcome", async () => {
  await using refusing = await startConnectProxy(9, 407);
  const url = "https://collector.test/";
  const refused = await postRows(rows, { url, env: { HTTPS_PROXY: `http://127.0.0.1:${refusing.port}` } });
  assert.deepEqual(refused, {
    kind: "retryable",
    reason: `the proxy 127.0.0.1:${refusing.port} answered HTTP 407`,
  });
  const silent = createServer().on("connect", (_request, socket) =>
    socket.resume().on("end", () => {
      socket.destroy();
      silent.close();
    }),
  );
  const port = await listen(silent);
  const timedOut = await postRows(rows, { url, timeoutMs: 100, env: { HTTPS_PROXY: `127.0.0.1:${port}` } });
  assert.deepEqual(timedOut, { kind: "retryable", reason: "no answer within 100 ms" });
  // The connection was cut, which is what ends the server.
  await once(silent, "close");
});

test("a certificate that is not trusted is an outcome, with or without a proxy", async () => {
  using folder = makeStateFolder();
  await using server = await startTlsRowServer(folder.path);
  await using proxy = await startConnectProxy(server.port);
  const straight = await postRows(rows, { url: `https://127.0.0.1:${server.port}/`, token: "key" });
  const env = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` };
  const through = await postRows(rows, { url: "https://collector.test/", token: "key", env });
  for (const outcome of [straight, through]) assert.match(JSON.stringify(outcome), /retryable.*self-signed/);
  assert.deepEqual(server.keys, []);
});
