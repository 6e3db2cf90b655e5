import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";

export interface TableRow {
  readonly id: string;
  readonly payload: unknown;
}

export interface Table {
  readonly rows: readonly TableRow[];
  /** The most rows in one answer, whatever was asked for. */
  readonly maxRows: number;
}

export interface RunningServer {
  readonly origin: string;
  /** Method, path and query of every request, in order. */
  readonly requests: string[];
  /** Headers of every request, in order. */
  readonly headers: IncomingMessage["headers"][];
}

/** Listens on loopback until the test ends. */
export async function startServer(
  t: TestContext,
  answer: (request: IncomingMessage, response: ServerResponse, at: number) => void,
): Promise<RunningServer> {
  const requests: string[] = [];
  const headers: IncomingMessage["headers"][] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    headers.push(request.headers);
    answer(request, response, requests.length - 1);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  // A server that listens on a port has an address that is no string.
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, requests, headers };
}

/**
 * Answers a read as PostgREST does: rows after `id=gt.…`, in the order of ids, as many as are asked for and allowed.
 * Without `order` they come in the order they lie in.
 */
export function answerTable(
  { rows, maxRows }: Table,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const query = new URL(request.url ?? "/", "http://localhost").searchParams;
  const after = query.getAll("id").map((filter) => filter.replace(/^gt\./, ""));
  const found = rows.filter(({ id }) => after.every((limit) => id > limit));
  if (query.get("order") === "id.asc") found.sort((a, b) => (a.id < b.id ? -1 : 1));
  const page = found.slice(0, Math.min(maxRows, Number(query.get("limit") ?? maxRows)));
  response.setHeader("content-type", "application/json; charset=utf-8");
  response.setHeader("content-range", page.length === 0 ? "*/*" : `0-${page.length - 1}/*`);
  response.end(`[${page.map((row) => JSON.stringify(row)).join(",\n ")}]`);
}

/** Rows that lie in the reverse order of their ids, and the payloads in the order of the ids. */
export function tableOf(count: number, maxRows: number): { table: Table; payloads: unknown[] } {
  const ordered = Array.from({ length: count }, (_, at) => ({
    id: `0192f0c1-0000-7000-8000-${at.toString(16).padStart(12, "0")}`,
    payload: { name: "ai-do", developer: `d${at % 7}`, exit_code: at % 3, end_ts: 1_763_836_000 + at },
  }));
  return { table: { rows: ordered.toReversed(), maxRows }, payloads: ordered.map(({ payload }) => payload) };
}
