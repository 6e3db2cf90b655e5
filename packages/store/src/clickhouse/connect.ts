import { Readable } from "node:stream";
import type { ClickHouseClient } from "@clickhouse/client";
import { answerGraceMs, maxBlockRows, maxSqlBytes } from "../limits.ts";
import type { Address } from "./address.ts";

/** What a connection is used for: how many requests at a time, and how long each may take. */
export interface Use {
  readonly maxConnections: number;
  readonly timeoutMs: number;
}

/** A server's HTTP interface. What fails throws the server's or the network's error as it is. */
export interface Connection {
  /** All rows of a short answer. Numbers of 64 bits come as text. */
  rows<Row>(sql: string): Promise<Row[]>;
  /** The rows of an answer of any length, some at a time. */
  stream<Row>(sql: string): AsyncGenerator<readonly Row[], void, undefined>;
  run(sql: string): Promise<void>;
  /** Inserts one block: rows in the format RowBinary, at most {@link maxBlockRows}. */
  insert(into: string, rows: Buffer): Promise<void>;
  close(): Promise<void>;
}

/** Settings that an insert needs for its answer to mean that it is stored; those that the server doesn't know are left out. */
const insertSettings: Readonly<Record<string, number>> = {
  max_insert_block_size: maxBlockRows,
  insert_distributed_sync: 1,
  distributed_foreground_insert: 1, // Its name since 23.11.
  async_insert: 0,
};

/** Nothing is sent until the first question. The client is loaded only here: who keeps events elsewhere needn't wait. */
export async function connect(
  { user, password, database }: Address,
  server: string,
  { maxConnections, timeoutMs }: Use,
): Promise<Connection> {
  const { ClickHouseLogLevel, createClient } = await import("@clickhouse/client");
  const client = createClient({
    url: server,
    username: user,
    password,
    database,
    application: "astrolabe",
    max_open_connections: maxConnections,
    request_timeout: timeoutMs + answerGraceMs,
    log: { level: ClickHouseLogLevel.OFF }, // Errors are said once, by who can say what to do.
    clickhouse_settings: {
      output_format_json_quote_64bit_integers: 1,
      max_execution_time: Math.ceil(timeoutMs / 1000),
      max_query_size: `${maxSqlBytes}`,
    },
  });
  let known: Promise<Record<string, number>> | undefined;

  return {
    async rows<Row>(query: string) {
      // The whole answer first: an error in its middle is an error then.
      const clickhouse_settings = { wait_end_of_query: 1 } as const;
      const answer = await client.query({ query, format: "JSONEachRow", clickhouse_settings });
      return answer.json<Row>();
    },
    async *stream<Row>(query: string) {
      const answer = await client.query({ query, format: "JSONEachRow" });
      for await (const lines of answer.stream()) yield lines.map(({ text }) => parseLine(text) as Row);
    },
    async run(query) {
      await client.command({ query });
    },
    async insert(into, rows) {
      const clickhouse_settings = await (known ??= knownSettings(client).catch((error: unknown) => {
        known = undefined;
        throw error;
      }));
      const query = `INSERT INTO ${into} FORMAT RowBinary`;
      const values = Readable.from([rows], { objectMode: false });
      const { stream } = await client.exec({ query, values, clickhouse_settings });
      for await (const _ of stream); // The answer is empty, and ends when all is stored.
    },
    close: () => client.close(),
  };
}

async function knownSettings(client: ClickHouseClient): Promise<Record<string, number>> {
  const names = Object.keys(insertSettings).map((name) => `'${name}'`);
  const query = `SELECT name FROM system.settings WHERE name IN (${names.join(", ")})`;
  const answer = await client.query({ query, format: "JSONEachRow" });
  const found = new Set((await answer.json<{ name: string }>()).map(({ name }) => name));
  return Object.fromEntries(Object.entries(insertSettings).filter(([name]) => found.has(name)));
}

/** In the middle of an answer a server can say that something went wrong only in the place of a row. */
function parseLine(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(text);
  }
}
