import pg from "pg";
import { answerTimeoutMs, connectTimeoutMs } from "../limits.ts";

/** A database as it may be named in messages: `HOST:PORT/DATABASE`, without user and password. */
export type DatabaseName = string;

/** @throws Error, without repeating the URL, when it can't be understood */
export function nameDatabase(url: string | undefined): DatabaseName {
  try {
    const { host, port, database = "" } = new pg.Client({ connectionString: url });
    return host.startsWith("/") ? `${host}/${database}` : `${host}:${port}/${database}`;
  } catch {
    // What was thrown holds the URL, and that may hold a password.
    throw new Error("The database's URL can't be read. Use postgres://USER:PASSWORD@HOST:PORT/DATABASE");
  }
}

/** Connections that are made when they are needed, and made anew when the server has been away. */
export function createPool(url: string, maxConnections: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    fallback_application_name: "astrolabe",
    max: maxConnections,
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: answerTimeoutMs,
    keepAlive: true,
  });
  // A connection that breaks fails the query that it was used for, and one that was idle is replaced: that is enough.
  pool.on("error", () => {});
  pool.on("connect", (client) => void client.on("error", () => {}));
  return pool;
}

/** The connection that migrates: it may take as long as it needs. */
export function createMigrationClient(url: string | undefined): pg.Client {
  const client = new pg.Client({
    connectionString: url,
    fallback_application_name: "astrolabe",
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
  });
  client.on("error", () => {});
  return client;
}
