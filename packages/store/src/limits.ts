/**
 * Rows that wait for a commit, at most. At 25,000 rows a second, the least that the store does on two cores, the last
 * of them waits four seconds: later, a client's own deadline would have passed.
 */
export const maxQueuedRows = 100_000;

/** JSON text that waits for a commit, in UTF-16 code units, at most: it bounds memory when payloads are large. */
export const maxQueuedChars: number = 64 * 1024 * 1024;

/**
 * From what part of these two on new requests are turned away unread. The rest is for those that are being read: to read
 * and parse one, only to find the queue full, is what an overloaded collector has no time for.
 */
export const highLoad = 0.5;

/** Rows in one transaction, at most, unless a single insert has more: about 20 ms for which all others wait. */
export const maxGroupRows = 2_000;

/** Commits handed to the thread that writes to SQLite: the next one lies ready when one is done. */
export const maxCommitsInThread = 2;

/** Rows in one INSERT. Measured: 32 take half the time of 1 a row, 100 take no less. */
export const rowsPerStatement = 32;

/**
 * How long a connection waits for another process that holds the database's lock. Commits take milliseconds,
 * and all other writes wait meanwhile, so it is short.
 */
export const busyTimeoutMs = 1_000;

/** Rows that one call deletes from SQLite or ClickHouse, at most: they are in memory, and nothing else is written, for some 100 ms. */
export const maxDeletedRows = 10_000;

/** Tasks that are named: as many as anybody would choose from. */
export const maxNamedTasks = 100;

/** Marks that are read, the newest: three a week for six years. */
export const maxMarks = 1_000;
/** Rows that are looked at, or deleted, at once to forget somebody: some 20 ms for which other reads, or writes, wait. */
export const maxScannedRows = 50_000;
export const maxErasedRows = 1_000;

/** Developers that are looked for at once: each takes half a microsecond a row, and the first three times as long. */
export const maxSoughtDevelopers = 4;

/** Developers that wait to be erased, at most. A scan of ten million rows takes some ten seconds for each four of them. */
export const maxWaitingDevelopers = 24;

/** A day, in milliseconds: horizons are whole days. */
export const dayMs: number = 24 * 60 * 60_000;

/**
 * The shortest time that raw rows are kept: a day more than a client tries to send an event (`maxSpoolAgeMs`), since what
 * is older is refused.
 */
export const minKeepRawMs: number = 31 * dayMs;

/** Pages of the database kept in memory by a connection, in KiB. */
export const cacheKiB: number = 64 * 1024;

/** Reads that wait for their turn, at most: one that looks at a million rows takes about two seconds. */
export const maxWaitingReads = 64;

/**
 * Transactions that write to PostgreSQL at the same time. Measured on two cores with 32 batches of 100 rows waiting: 4 got
 * 67,000 rows a second into it, 2 got 58,000 and 1 got 47,000; with less waiting there was no difference.
 */
export const maxCommitsAtOnce = 4;

/**
 * How often a transaction is begun because others have come between, before the store counts as busy. From the second
 * time on it keeps other collectors away; only other programs can still come between.
 */
export const maxCommitAttempts = 5;

/** Connections to PostgreSQL or ClickHouse that read or delete, at most: several collectors share the hundred that a server has. */
export const maxOtherConnections = 4;

/** How long a new connection to PostgreSQL, or a sign of life of ClickHouse, may take: longer than one across the world, shorter than a client's deadline. */
export const connectTimeoutMs = 5_000;

/** How long one statement may take on the server: reads that look at a million rows take a few seconds. */
export const statementTimeoutMs = 10_000;

/**
 * How long PostgreSQL lets a transaction of ours wait for its next statement before it undoes it: one whose collector was
 * stopped or cut off holds locks that all others wait for. Between two statements lie milliseconds.
 */
export const idleInTransactionMs = 3_000;
/** How long it may take PostgreSQL to erase somebody: a minute is what people are promised. */
export const forgetTimeoutMs = 60_000;

/** How long an answer may take beyond that, before the connection counts as dead. */
export const answerTimeoutMs: number = statementTimeoutMs + 5_000;

/** How long a migration waits for other programs' locks; meanwhile it keeps others out itself. */
export const migrationLockTimeoutMs = 60_000;

/**
 * How long ClickHouse may look through a whole table, as it does for a report: it reads some millions of rows a second.
 * Longer than a proxy before a collector usually waits.
 */
export const scanTimeoutMs = 60_000;

/** Bytes of SQL that ClickHouse is asked to read, at most: many ids, or names of any length. */
export const maxSqlBytes: number = 16 * 1024 * 1024;

/** Ids in one question to ClickHouse: as SQL they take 39 bytes each. Commits are nearly always smaller. */
export const idsPerLookup = 5_000;

/** Keys of weekly totals in one question to ClickHouse: names may be long. */
export const totalsPerLookup = 100;

/** How long an answer of ClickHouse may take beyond the time that the server has for it, before the connection counts as dead. */
export const answerGraceMs = 5_000;

/** Rows of one INSERT that ClickHouse makes one block of, which it stores whole or not at all. It is the server's own default. */
export const maxBlockRows = 1_048_576;

/** Rows kept beyond those that a page needs before they are sorted and cut, so that sorting costs little a row. */
export const rowsBeforeSorting = 1_000;

/** Characters of an error of ClickHouse's: enough for what went wrong, while an old server repeats a query of any length. */
export const maxReasonChars = 500;

/** Pages that a backup copies in one step: all, since SQLite takes no more for a number. */
export const allPagesAtOnce = 2_147_483_647;
