/**
 * Rows that wait for a commit, at most. At 25,000 rows a second, the least that the store does on two cores, the last
 * of them waits four seconds: later, a client's own deadline would have passed.
 */
export const maxQueuedRows = 100_000;

/** JSON text that waits for a commit, in UTF-16 code units, at most: it bounds memory when payloads are large. */
export const maxQueuedChars: number = 64 * 1024 * 1024;

/** Rows in one transaction, at most, unless a single insert has more: about 20 ms in which nothing else runs. */
export const maxGroupRows = 2_000;

/** Rows in one INSERT. Measured: 32 take half the time of 1 a row, 100 take no less. */
export const rowsPerStatement = 32;

/**
 * How long a connection waits for another process that holds the database's lock. Commits take milliseconds; the event
 * loop stands still meanwhile, so it is short.
 */
export const busyTimeoutMs = 1_000;

/** Pages of the database kept in memory by a connection, in KiB. */
export const cacheKiB: number = 64 * 1024;

/** Reads that wait for their turn, at most: one that looks at a million rows takes about two seconds. */
export const maxWaitingReads = 64;
