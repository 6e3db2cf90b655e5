import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { aggregateSuccessfulRuns } from "../src/aggregate.ts";
import { ReadError } from "../src/read-error.ts";
import { readEvents, type ReadOptions, type ReadProgress } from "../src/read-events.ts";
import { listOf } from "./chunks.ts";
import { answerTable, startServer, tableOf, type RunningServer } from "./postgrest-shaped-server.ts";

/** Reads without what the machine's own environment says. */
function read(url: string, options: ReadOptions = {}): Promise<unknown[]> {
  return listOf(readEvents(url, { env: {}, ...options }));
}

for (const [maxRows, count] of [
  [1, 30],
  [2, 31],
  [1000, 2500],
  [10_000, 1000],
] as const) {
  test(`a table of ${count} rows is read to its end when the server sends ${maxRows} at most`, async (t) => {
    const { table, payloads } = tableOf(count, maxRows);
    const server = await startServer(t, (request, response) => answerTable(table, request, response));
    const url = `${server.origin}/rest/v1/events`;
    assert.deepEqual(await read(url), payloads);
    assert.deepEqual(
      await aggregateSuccessfulRuns(readEvents(url, { env: {} })),
      await aggregateSuccessfulRuns(payloads),
    );
  });
}

test("a table under another path is known by its answer", async (t) => {
  const { table, payloads } = tableOf(25, 10);
  const server = await startServer(t, (request, response) => answerTable(table, request, response));
  assert.deepEqual(await read(`${server.origin}/events`), payloads);
  assert.equal(server.requests[0], "GET /events");
});

test("filters in the URL are kept, and what pages are made of is replaced", async (t) => {
  const { table } = tableOf(5, 2);
  const server = await startServer(t, (request, response) => answerTable(table, request, response));
  await read(
    `${server.origin}/rest/v1/events?payload->>name=eq.ai-do&select=*&order=created_at.desc&limit=1&offset=3`,
  );
  const query = new URL(server.requests.at(1)?.slice(4) ?? "", server.origin).searchParams;
  assert.deepEqual(
    [...query],
    [
      ["payload->>name", "eq.ai-do"],
      ["select", "id,payload"],
      ["order", "id.asc"],
      ["limit", "1000"],
      ["id", `gt.${table.rows.map(({ id }) => id).toSorted()[1]}`],
    ],
  );
});

test("a server that sends the same page for ever is an error", async (t) => {
  const { table } = tableOf(5, 5);
  const server = await startServer(t, (_, response) => response.end(JSON.stringify(table.rows)));
  await assert.rejects(read(`${server.origin}/rest/v1/events`), /it sends the same rows again/);
});

test("rows without an id are an error", async (t) => {
  const server = await startServer(t, (_, response) => response.end('[{"payload":{}}]'));
  await assert.rejects(read(`${server.origin}/rest/v1/events`), /rows without an id/);
});

test("a page that breaks off is resumed after its last whole row", async (t) => {
  const { table, payloads } = tableOf(300, 100);
  const server = await startServer(t, (request, response, at) => {
    if (at % 2 === 1) {
      answerTable(table, request, response);
      return;
    }
    // Promises more than it sends, and hangs up within a row.
    const all = table.rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const after = new URL(request.url ?? "", "http://localhost").searchParams.get("id")?.slice(3) ?? "";
    const half = JSON.stringify(all.filter(({ id }) => id > after).slice(0, 100)).slice(0, 5000);
    response.writeHead(200, { "content-length": 1_000_000 });
    response.write(half, () => response.destroy());
  });
  const warnings: string[] = [];
  assert.deepEqual(
    await read(`${server.origin}/rest/v1/events`, { onWarning: (text) => warnings.push(text) }),
    payloads,
  );
  assert.match(warnings[0] ?? "", /the connection broke: .*asking again in/);
});

test("an unavailable server is asked again, as it says", async (t) => {
  const { table, payloads } = tableOf(5, 1000);
  const server = await startServer(t, (request, response, at) => {
    if (at < 3)
      response
        .writeHead([503, 429, 408].at(at) ?? 500, {
          "retry-after": at === 1 ? new Date().toUTCString() : "0",
        })
        .end();
    else answerTable(table, request, response);
  });
  assert.deepEqual(await read(`${server.origin}/rest/v1/events`), payloads);
});

test("a server that stays unavailable is an error in the end", async (t) => {
  const server = await startServer(t, (_, response) => {
    response.writeHead(503, { "retry-after": "0" }).end('{"message":"no \\u001bconnection"}');
  });
  await assert.rejects(
    read(`${server.origin}/events.json`),
    /the server answered 503: no {2}?connection \(asked 5 times\)/,
  );
  assert.equal(server.requests.length, 5);
});

test("a server that asks for a long wait is an error at once", async (t) => {
  const server = await startServer(t, (_, response) =>
    response.writeHead(429, { "retry-after": "3600" }).end(),
  );
  await assert.rejects(
    read(`${server.origin}/events.json`),
    /answered 429; it asks to come back in 3600.0 s/,
  );
});

test("a server that isn't there is an error", async (t) => {
  const server = await startServer(t, () => undefined);
  const warnings: string[] = [];
  const reading = read(server.origin.replace(/:\d+$/, ":2"), { onWarning: (text) => warnings.push(text) });
  await assert.rejects(
    reading,
    /^ReadError: cannot read http:\/\/127\.0\.0\.1:2\/: .*ECONNREFUSED.*asked 5 times/,
  );
  assert.equal(warnings.length, 4);
});

test("a URL of a file is read in its format and compression", async (t) => {
  const lines = '{"a":1}\n{"a":2}\n';
  const bodies = new Map([
    ["/events.ndjson", Buffer.from(lines)],
    ["/events.json", Buffer.from('[{"a":1},{"a":2}]')],
    ["/events.ndjson.gz", gzipSync(lines)],
    ["/events.ndjson.zst", zstdCompressSync(lines)],
  ]);
  const server = await startServer(t, ({ url }, response) =>
    response.end(bodies.get((url ?? "").split("?")[0] ?? "")),
  );
  for (const path of bodies.keys()) {
    assert.deepEqual(await read(`${server.origin}${path}?version=2`), [{ a: 1 }, { a: 2 }], path);
  }
});

test("a compressed file that HTTP already uncompressed is read as well", async (t) => {
  const server = await startServer(t, (_, response) => {
    response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync('{"a":1}'));
  });
  assert.deepEqual(await read(`${server.origin}/events.ndjson.gz`), [{ a: 1 }]);
});

test("a file whose connection breaks is an error, never half a result", async (t) => {
  const server = await startServer(t, (_, response) => {
    response.writeHead(200, { "content-length": 1000 });
    response.write('{"a":1}\n', () => response.destroy());
  });
  await assert.rejects(read(`${server.origin}/events.ndjson`), /^ReadError: .*the connection broke/);
});

test("a refused reader is told which key it takes", async (t) => {
  for (const status of [401, 403]) {
    const server = await startServer(t, (_, response) => {
      response.writeHead(status).end('{"code":"42501","message":"permission denied for table events"}');
    });
    await assert.rejects(
      read(`${server.origin}/rest/v1/events`),
      /answered 40[13]: permission denied for table events\. .*EVENTS_TOKEN .*service_role key .*astrolabe keys/,
    );
  }
});

test("an empty answer to an anon key is explained", async (t) => {
  const { table } = tableOf(0, 1000);
  const server = await startServer(t, (request, response) => answerTable(table, request, response));
  for (const [role, expected] of [
    ["anon", /sent no rows.*role is anon.*service_role/],
    ["service_role", /^$/],
  ] as const) {
    const token = `x.${Buffer.from(JSON.stringify({ role })).toString("base64url")}.x`;
    const warnings: string[] = [];
    await read(`${server.origin}/rest/v1/events`, { token, onWarning: (text) => warnings.push(text) });
    assert.match(warnings.join(), expected);
  }
});

/** The key that a URL was asked with. */
async function keySent(
  t: TestContext,
  path: string,
  options: (server: RunningServer) => ReadOptions,
): Promise<unknown> {
  const server = await startServer(t, (_, response) => response.end("[]"));
  await read(server.origin + path, options(server));
  const [headers] = server.headers;
  assert.equal(
    headers?.authorization,
    headers?.apikey === undefined ? undefined : `Bearer ${String(headers.apikey)}`,
  );
  return headers?.apikey;
}

test("a token given in code is sent", async (t) => {
  const env = { EVENTS_URL: "http://elsewhere/", EVENTS_TOKEN: "other" };
  assert.equal(await keySent(t, "/events.json", () => ({ token: "key", env })), "key");
});

test("EVENTS_TOKEN is sent where it belongs and nowhere else", async (t) => {
  const EVENTS_TOKEN = " key\n";
  const here = ({ origin }: RunningServer): ReadOptions => ({
    env: { EVENTS_TOKEN, EVENTS_URL: `${origin}/rest/v1/events` },
  });
  const elsewhere = (): ReadOptions => ({
    env: { EVENTS_TOKEN, EVENTS_URL: "http://elsewhere/rest/v1/events" },
  });
  const nowhere = (): ReadOptions => ({ env: { EVENTS_TOKEN } });
  assert.equal(await keySent(t, "/events.json", here), "key");
  assert.equal(await keySent(t, "/events.json", elsewhere), undefined);
  assert.equal(await keySent(t, "/rest/v1/events", elsewhere), "key");
  assert.equal(await keySent(t, "/events.json", nowhere), "key");
  assert.equal(await keySent(t, "/events.json", () => ({ env: { EVENTS_TOKEN: " " } })), undefined);
});

test("a key never follows a redirect, and a reader without one does", async (t) => {
  const target = await startServer(t, (_, response) => response.end('{"a":1}'));
  const server = await startServer(t, (_, response) => {
    response.writeHead(302, { location: `${target.origin}/events.json?secret=1` }).end();
  });
  await assert.rejects(read(`${server.origin}/events.json`, { token: "key" }), (error) => {
    assert.ok(error instanceof ReadError);
    assert.ok(
      error.message.endsWith(
        `it redirects to ${target.origin}/events.json, where a key is not sent on: give that address`,
      ),
    );
    return true;
  });
  assert.deepEqual(target.requests, []);
  assert.deepEqual(await read(`${server.origin}/events.json`), [{ a: 1 }]);
});

test("neither a key nor a login nor a query shows in an error", async (t) => {
  const server = await startServer(t, ({ headers }, response) => {
    response.writeHead(400).end(JSON.stringify({ message: `what is ${String(headers.apikey)}?` }));
  });
  const url = `${server.origin.replace("//", "//user:pass%20word@")}/rest/v1/events?apikey=secret`;
  await assert.rejects(read(url, { token: "s3cr3t" }), (error) => {
    assert.ok(error instanceof ReadError);
    assert.equal(
      error.message,
      `cannot read ${server.origin}/rest/v1/events: the server answered 400: what is (the key)?`,
    );
    return true;
  });
  assert.equal(server.headers[0]?.authorization, `Basic ${Buffer.from("user:pass word").toString("base64")}`);
  await assert.rejects(read(url, { token: "s3cr3t\u0000\n1" }), (error) => {
    assert.ok(error instanceof ReadError);
    assert.match(error.message, /the token holds characters that can't be sent/);
    assert.doesNotMatch(error.message, /s3cr3t/);
    return true;
  });
});

test("what is no URL is an error", async () => {
  await assert.rejects(read("http://"), /cannot read http:\/\/: this is not a URL/);
});

test("progress adds up over pages", async (t) => {
  const { table } = tableOf(20, 5);
  const server = await startServer(t, (request, response) => answerTable(table, request, response));
  const seen: ReadProgress[] = [];
  await read(`${server.origin}/rest/v1/events`, { onProgress: (progress) => seen.push(progress) });
  const bytes = seen.map((progress) => progress.bytes);
  assert.deepEqual(
    bytes,
    bytes.toSorted((a, b) => a - b),
  );
  assert.ok(bytes.at(-1)! > JSON.stringify(table.rows).length);
});
