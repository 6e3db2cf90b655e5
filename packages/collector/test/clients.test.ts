// Clients that people use, against a listening collector on each store.
import { postgresSuite } from "../../store/test/postgres-server.ts";
import { commandClientSuite } from "./command-clients.ts";
import { createSqliteDatabase } from "./running-collector.ts";
import { supabaseClientSuite } from "./supabase-client.ts";

supabaseClientSuite("the SQLite store", createSqliteDatabase);
commandClientSuite("the SQLite store", createSqliteDatabase);

postgresSuite("on PostgreSQL", (server) => {
  supabaseClientSuite("the PostgreSQL store", () => server.createDatabase());
  commandClientSuite("the PostgreSQL store", () => server.createDatabase());
});
