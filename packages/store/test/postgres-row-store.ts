import { createServer, type IncomingMessage } from "node:http";
import { once } from "node:events";
import pg from "pg";
import { listen } from "../../client/test/row-server.ts";
import type { PostgresServer } from "./postgres-server.ts";
import type { RowStore, StoredRow } from "../../../test/exactly-once/row-store.ts";

/**
 * The table in PostgreSQL, behind as much of PostgREST as a client sees that may insert and nothing else: one statement a
 * request, and its answers.
 */
export async function startPostgresRowStore(postgres: PostgresServer): Promise<RowStore> {
  const database = await postgres.createEmptyDatabase();
  await database.query("CREATE TABLE events (id uuid PRIMARY KEY, payload jsonb NOT NULL)");
  const pool = new pg.Pool({ connectionString: database.url, max: 8 });
  pool.on("error", () => {
    // The server was killed; the next request takes a new connection.
  });
  const server = createServer((request, response) => {
    insert(request).then(
      (status) => response.writeHead(status).end(),
      () => response.writeHead(503, { "Retry-After": "0" }).end(),
    );
  });

  async function insert(request: IncomingMessage): Promise<number> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    try {
      await pool.query(
        "INSERT INTO events (id, payload) SELECT id, payload FROM json_to_recordset($1) AS t (id uuid, payload jsonb)",
        [body],
      );
      return 201;
    } catch (error) {
      if (error instanceof pg.DatabaseError && error.code === "23505") return 409;
      throw error;
    }
  }

  const port = await listen(server);
  return {
    url: () => `http://127.0.0.1:${port}/rest/v1/events`,
    token: "key",
    kill: () => postgres.crash(),
    async readAll() {
      const rows = await database.query("SELECT id, payload FROM events");
      return { rows: rows as unknown as StoredRow[], residual: 0 };
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
      await pool.end();
      await database.remove();
    },
  };
}
