import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { text } from "node:stream/consumers";
import type { TestContext } from "node:test";

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly key: string | undefined;
  /** Those that a POST brings. */
  readonly rows: readonly Row[];
  readonly stored: Map<string, Row>;
}

export interface Row {
  readonly id: string;
}

export interface Answered {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers in place of the table; undefined leaves it to the table, and "silence" leaves the request without an answer. */
export type Fault = (asked: Asked) => Answered | "silence" | undefined;

export interface FaultyTableOptions {
  readonly fault?: Fault;
  /** PEM; with them it speaks TLS. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

export interface FaultyTable {
  /** Of the table, on 127.0.0.1. */
  readonly url: string;
  readonly stored: ReadonlyMap<string, Row>;
  /** The methods of all requests, in order. */
  readonly methods: readonly string[];
}

/** A table of events behind HTTP as PostgREST serves it to a key that may do everything, but for one fault. */
export async function serveFaultyTable(
  t: TestContext,
  { fault, tls }: FaultyTableOptions = {},
): Promise<FaultyTable> {
  const stored = new Map<string, Row>();
  const methods: string[] = [];
  const listener = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const asked = await parseAsked(request, stored);
    methods.push(asked.method);
    const answered = fault?.(asked) ?? answerAsTable(asked);
    if (answered === "silence") return;
    const { status, body, headers } = answered;
    response.writeHead(status, { "Content-Type": "application/json", ...headers });
    response.end(body === undefined ? "" : JSON.stringify(body));
  };
  const server: Server = tls === undefined ? createServer() : createTlsServer(tls);
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    listener(request, response).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the table has no port");
  const origin = `${tls === undefined ? "http" : "https"}://127.0.0.1:${address.port}`;
  return { url: `${origin}/rest/v1/events`, stored, methods };
}

async function parseAsked(request: IncomingMessage, stored: Map<string, Row>): Promise<Asked> {
  const { method = "", headers, url = "/" } = request;
  const body = await text(request);
  const rows: Row[] = body === "" ? [] : JSON.parse(body);
  const key = typeof headers["apikey"] === "string" ? headers["apikey"] : undefined;
  const { pathname: path, searchParams: query } = new URL(url, "http://table");
  return { method, path, query, key, rows, stored };
}

function answerAsTable({ method, query, key, rows, stored }: Asked): Answered {
  const wanted = [...stored.values()].filter(({ id }) => !query.has("id") || query.get("id") === `eq.${id}`);
  if (key === undefined && method !== "POST") return { status: 401, body: { message: "No API key found" } };
  if (method === "GET") return { status: 200, body: wanted };
  if (method === "DELETE") {
    for (const { id } of wanted) stored.delete(id);
    return { status: 204, headers: { "Content-Range": `*/${wanted.length}` } };
  }
  if (rows.some(({ id }) => stored.has(id))) {
    return { status: 409, body: { code: "23505", message: "duplicate key value" } };
  }
  for (const row of rows) stored.set(row.id, row);
  return { status: 201, headers: { "Content-Range": "*/*" } };
}
