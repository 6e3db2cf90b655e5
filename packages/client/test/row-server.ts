import { createServer, type IncomingHttpHeaders, type Server } from "node:http";

export interface Row {
  readonly id: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly rows: readonly Row[];
}

export interface Answer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

export interface RowServer extends AsyncDisposable {
  readonly url: string;
  /** The table: every row stored, by id. */
  readonly table: Map<string, Row>;
  readonly received: Received[];
  /** Rows that were sent again after they had been stored. */
  resent: number;
  /** Cuts the connections that are open. */
  closeConnections(): void;
}

/**
 * A server on loopback that stores rows as PostgREST does: a batch is one statement, so one id that is there already fails
 * all of it with 409. `refuse` may answer instead, before anything is stored; "hang" never answers, "lose" stores the rows
 * and cuts the connection.
 */
export async function startRowServer(
  refuse: (rows: readonly Row[], count: number) => Answer | "hang" | "lose" | undefined = () => undefined,
): Promise<RowServer> {
  const table = new Map<string, Row>();
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const rows: Row[] = JSON.parse(Buffer.concat(chunks).toString());
      received.push({ path: request.url ?? "", headers: request.headers, rows });
      const refusal = refuse(rows, received.length);
      if (refusal === "hang") return;
      if (typeof refusal === "object") {
        response.writeHead(refusal.status, refusal.headers).end(refusal.body);
        return;
      }
      const known = rows.filter(({ id }) => table.has(id)).length;
      const isUnique = known === 0 && new Set(rows.map(({ id }) => id)).size === rows.length;
      rowServer.resent += known;
      if (isUnique) for (const row of rows) table.set(row.id, row);
      if (refusal === "lose") request.socket.destroy();
      else if (isUnique) response.writeHead(201).end();
      else response.writeHead(409, { "Content-Type": "application/json" }).end('{"code":"23505"}');
    });
  });
  const port = await listen(server);
  const rowServer: RowServer = {
    url: `http://127.0.0.1:${port}/rest/v1/events`,
    table,
    received,
    resent: 0,
    closeConnections: () => server.closeAllConnections(),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return rowServer;
}

/** Listens on a free port of loopback, and says which. */
export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the server has no port");
  return address.port;
}
