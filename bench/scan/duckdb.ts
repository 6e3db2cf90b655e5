// DuckDB, the tool one would pick for this. `plain` names the four columns that uniform events need; `fallbacks` those of
// every shape. Both are told the columns, which is faster than letting it find them. Prints developer,week,count lines.

/** The part of `@duckdb/node-api` that is used here; it is installed in bench/ only. */
interface DuckDB {
  readonly DuckDBInstance: { create(): Promise<{ connect(): Promise<Connection>; closeSync(): void }> };
}

interface Connection {
  runAndReadAll(sql: string, values: object): Promise<{ getRows(): unknown[][] }>;
  closeSync(): void;
}

const driver: string = "@duckdb/node-api";
const { DuckDBInstance }: DuckDB = await import(driver);
const [, , path = "", query] = process.argv;

const plain = `
  SELECT developer, strftime(make_timestamp((end_ts * 1e6)::BIGINT), '%G-W%V') AS week, count(*) AS runs
  FROM read_ndjson($path, columns = {name: 'VARCHAR', developer: 'VARCHAR', exit_code: 'DOUBLE', end_ts: 'DOUBLE'})
  WHERE name = 'ai-do' AND exit_code = 0
  GROUP BY ALL`;

const fields = ["name", "developer", "user", "username", "exit_code", "end_ts", "timestamp", "ts", "time"];
const columns = fields.map((field) => `"${field}": 'VARCHAR'`).join(", ");
const members = fields.map((field) => `"${field}" VARCHAR`).join(", ");
const first = (...names: string[]): string =>
  `coalesce(${names.flatMap((name) => [`payload."${name}"`, `"${name}"`]).join(", ")})`;

const fallbacks = `
  WITH runs AS (
    SELECT ${first("developer", "user", "username")} AS developer,
           ${first("end_ts", "timestamp", "ts", "time")} AS stamp
    FROM read_ndjson($path, columns = {${columns}, payload: 'STRUCT(${members})'})
    WHERE ${first("name")} = 'ai-do' AND ${first("exit_code")} = '0'
  ), instants AS (
    SELECT developer, stamp, try_cast(stamp AS DOUBLE) AS number FROM runs
  )
  SELECT developer,
         strftime(CASE WHEN number IS NULL THEN stamp::TIMESTAMP
                       WHEN number >= 1e11 THEN make_timestamp((number * 1e3)::BIGINT)
                       ELSE make_timestamp((number * 1e6)::BIGINT) END, '%G-W%V') AS week,
         count(*) AS runs
  FROM instants
  GROUP BY ALL`;

const instance = await DuckDBInstance.create();
const connection = await instance.connect();
const reader = await connection.runAndReadAll(query === "fallbacks" ? fallbacks : plain, { path });
process.stdout.write(
  reader
    .getRows()
    .map((row) => `${row.join(",")}\n`)
    .join(""),
);
connection.closeSync();
instance.closeSync();
