// Replays requests that were recorded from a real PostgREST against the listening collector and compares the answers.
import { postgresSuite } from "../../store/test/postgres-server.ts";
import { replay } from "./replay.ts";
import { createSqliteDatabase } from "./running-collector.ts";

replay("the SQLite store", createSqliteDatabase);

postgresSuite("on PostgreSQL", (server) => {
  replay("the PostgreSQL store", () => server.createDatabase());
});
