/** Bytes of one request body: room for a full client batch many times over. */
export const maxBodyBytes: number = 8 * 1024 * 1024;

/** Bytes of a request to forget somebody: the proof has 200. */
export const maxForgetBytes = 1024;

/** Bytes of all bodies held at once, over all connections: bounds memory whatever the number of senders. */
export const maxBodyBytesInFlight: number = 64 * 1024 * 1024;

/** Bytes of a refused body that are read and dropped, so that its sender gets to read the refusal; then it is cut off. */
export const maxDiscardedBytes: number = 2 * maxBodyBytes;

/** Rows of one insert: the statement holds the writer for about 150 ms at most. */
export const maxRowsPerRequest = 10_000;

/** Levels of arrays and objects in a body, the row's own included: half of what fits on JavaScript's stack. */
export const maxJsonLevels = 1_200;

/**
 * Digits that a body's numbers may have beyond its own length once their exponents are written out: two of the longest
 * numbers that PostgreSQL takes. More would let a few bytes fill the disk.
 */
export const maxWrittenOutDigits: number = 256 * 1024;

/** Parentheses in `select`: each may be a level of the parser's stack, and nothing that is offered has one. */
export const maxParentheses = 100;

/** Bytes of the request line and the headers: PostgREST takes a URL of 20 kB and refuses 70 kB of header. */
export const maxHeaderBytes: number = 64 * 1024;

/** Time to send all headers: honest clients need milliseconds, a slowloris needs for ever. */
export const headersTimeoutMs = 10_000;

/** Time to send a whole request: 8 MiB over a 3 Mbit/s line. */
export const requestTimeoutMs = 30_000;

/** Idle time of a kept connection: above the 60 s of common proxies, so that they close first. */
export const keepAliveTimeoutMs = 65_000;

/** How often the two request timeouts are looked at. */
export const connectionCheckMs = 2_000;

/** Connections that the system has accepted and this process has not looked at: as many as are heard at all; fewer would leave others without any answer for seconds. */
export const maxPendingConnections: number = 4_096;

/** How long an insert waits for the store, until its sender is told to come back: less than the 10 s that clients wait. */
export const insertDeadlineMs = 7_000;

/** How long `/readyz` and `/metrics` wait for the store: those who ask give up after a few seconds. */
export const healthDeadlineMs = 2_000;

/** Connections served at once: one core answers this many requests in a tenth of a second. */
export const maxConnections = 900;

/** Connections beyond those that are told so (503) and closed; more are closed on arrival, unheard. */
export const maxRefusedConnections = 3_000;

/** Time that a refused connection gets to read its refusal, after both have said all: more than any round trip. */
export const lingerMs = 1_000;

/** Time that requests in flight get to finish when the collector closes, or their connection is to be refused. */
export const drainTimeoutMs = 10_000;

/** Rows of one read, as Supabase caps it: readers page on by key. */
export const maxRowsPerRead = 1_000;

/** Verified tokens remembered, so that a key's signature is checked once. */
export const maxRememberedTokens = 256;

/** Clock skew forgiven in `exp`, `nbf` and `iat`, as PostgREST does. */
export const clockSkewSeconds = 30;

/** What a refused sender is told to wait: the write queue drains in well under this. */
export const retryAfterSeconds = 1;

/** For how many seconds' worth of its rate a key or an address may send at once, after a pause: clients send in batches. */
export const rateBurstSeconds = 10;

/** Keys, or addresses, whose rate is remembered: about 10 MB. Beyond, who was away longest is forgotten. */
export const maxRateBuckets = 50_000;

/** The longest that a sender over its rate is told to wait, in seconds. */
export const maxRateWaitSeconds = 60;

/** The wait between two warnings in the log that the store takes nothing: one an outage would be too few, one a request too many. */
export const storeWarningIntervalMs = 10_000;

/** Spans that wait to be exported, at most: further ones are dropped and counted, 1 MB. */
export const maxWaitingSpans = 4_096;

/** Spans of one export, as OpenTelemetry's own exporters have it. */
export const maxSpansPerExport = 512;

/** How often spans are exported, when there are fewer: as OpenTelemetry's own exporters have it. */
export const traceExportIntervalMs = 5_000;

/** How long one export may take. */
export const traceExportTimeoutMs = 5_000;

/** Characters of a signing secret at least: HS256 asks for a key as long as its hash, 256 bits. */
export const minSecretLength = 32;

/** Random bytes of a secret made on first start: 256 bits. */
export const secretBytes = 32;

/** Random bytes of a key that pseudonyms are made with: as many as HMAC-SHA-256 gives. */
export const pseudonymKeyBytes = 32;

/** Bytes of a pseudonym that the collector makes: as many as the client's have, 32 hex digits. */
export const pseudonymBytes = 16;

/**
 * Time after its end for which a week still takes events under weekly pseudonyms; then its key is destroyed. Clients drop
 * what they could not send for 30 days; five more are for clocks, and for what was sent late that day.
 */
export const weekKeyGraceMs: number = 35 * 24 * 3_600_000;

/** How often the collector looks whether a week is to be closed: a key outlives its week's last event by so much at most. */
export const weekCloseCheckMs = 3_600_000;

/** Random bytes of a session's name and of a link's code: 256 bits. */
export const sessionBytes = 32;

/** How long a link that opens a session works: long enough to be found in a log, too short to be of use in a kept one. */
export const linkLifeMs: number = 60 * 60_000;

/** Links at once; the oldest goes first. */
export const maxLinks = 16;

/** How long a session lasts: a working week, so that Monday's look needs no key. */
export const sessionLifeMs: number = 7 * 24 * 60 * 60_000;

/** Sessions at once; the oldest is signed out first. */
export const maxSessions = 256;

/** Reports kept, one a task; the one built longest ago goes first. Each takes about a megabyte. */
export const maxCachedReports = 16;

/** A report that is younger is shown even if rows have come since: it bounds the work while many come. */
export const minReportAgeMs = 1_000;

/** Times as long as it took to build, for which a report is shown at least: a page that is looked at takes a tenth of a core at most. */
export const reportRests = 10;

/** A report that is older is built again though no row has come: ages and the running week go on. */
export const maxReportAgeMs = 60_000;

/** Rows in a store whose newest report everybody waits for: even if no two of them can be counted together, it takes a tenth of a second. */
export const maxAwaitedRows = 20_000;

/** How long somebody waits for a newer report of more rows before they are given the last one: too short to be felt. */
export const maxReportWaitMs = 20;

/** A report that is older is given to nobody while a newer one is built: who asks once a day wants today's. */
export const maxLateReportAgeMs: number = 10 * 60_000;

/** Characters of a mark: what fits beside a line. */
export const maxMarkLength = 80;
