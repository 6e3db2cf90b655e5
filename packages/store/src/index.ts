// What happens here, in call order: open-store finds the adapter for a URL; sqlite/open-sqlite, postgres/open-postgres
// or clickhouse/open-clickhouse opens its database (connect, migrate) and answers as an EventStore. Writes (insert-events, insert-nsm, ledger-delta)
// wait in the write-queue; the adapter's commit applies all that wait (apply-write) in one transaction: rows, rollup and
// ledger. On SQLite it does so in a thread (writer, write-thread) and counts the runs itself (counted, tally, rollup), on PostgreSQL
// triggers do; delete-rows takes them back. Reads (plan-read, read-rows, rollup, read-summary, ledger) see the last commit, and write JSON as jsonb does (exact-json, canonical-json).
// forget erases developers: on SQLite find-developers looks for their rows and erase-developers takes them, on PostgreSQL a
// function does, on ClickHouse clickhouse/forget; forgotten-table, or a trigger, refuses what comes late (recorded-before).
// Rows go for good behind a horizon (expire-rows), and what they leave in the rollup is remembered (expired-runs); a move
// carries that and the ledger (carry). SQLite's file is copied, put back and shrunk whole (back-up, restore, vacuum).
export { openStore } from "./open-store.ts";
export { probeStore } from "./probe-store.ts";
export { setUpSupabase, supabaseSql } from "./postgres/set-up-supabase.ts";
export type * from "./event-store.ts";
export { StoreBusyError } from "./event-store.ts";
export { QueryError } from "./query-error.ts";
export type * from "./row-query.ts";
export { ExactNumber, parseExactJson, type ExactJson } from "./exact-json.ts";
export { canonicalJson } from "./canonical-json.ts";
export { atPath, textOf } from "./json-path.ts";
export { backUpSqlite } from "./sqlite/back-up.ts";
export { restoreSqlite, type Restored } from "./sqlite/restore.ts";
export { vacuumSqlite } from "./sqlite/vacuum.ts";
export { isExpired } from "./horizon.ts";
export { minKeepRawMs } from "./limits.ts";
export { parseEventId } from "./event-id.ts";
export { parseTimestamp } from "./timestamp.ts";
