// What happens here, in call order: open-store finds the adapter for a URL. sqlite/open-sqlite opens the file
// (connect, migrate) and answers as an EventStore. Writes (insert-events, insert-nsm) wait in the write-queue; commit
// puts all that wait into one transaction: rows (events-table, nsm-table), rollup and ledger. Reads (read-rows, rollup,
// ledger) see the last commit.
export { openStore } from "./open-store.ts";
export type * from "./event-store.ts";
export { StoreBusyError } from "./event-store.ts";
export { QueryError, type QueryErrorCode } from "./query-error.ts";
export type * from "./row-query.ts";
