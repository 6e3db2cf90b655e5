// Every limit of the commands: its unit, and why it is what it is.

/** Rows in one request of nsm-upload: few enough that a batch halved on a conflict is soon through. */
export const maxBatchRows = 500;

/** Bytes of one request's body: under the default limits of common proxies (nginx: 1 MiB). A larger row goes alone. */
export const maxBatchBytes: number = 512 * 1024;

/** Tries of one request before nsm-upload gives up: with the waits below it outlasts a restart of the server. */
export const maxAttempts = 5;

/** The wait before the second try, in milliseconds; it doubles with each further one. */
export const firstRetryWaitMs = 500;

/** The longest wait for one try, in milliseconds, also when the server asks for more: somebody waits for the command. */
export const maxRetryWaitMs = 30_000;

/** A request that got no answer after this many milliseconds counts as failed. */
export const requestTimeoutMs = 30_000;

/** Work that takes less than this many milliseconds shows no progress: it would only flicker. */
export const quietMs = 1000;

/** The wait between two updates of the progress line, in milliseconds: often enough to look alive. */
export const progressIntervalMs = 200;

/** How long, in milliseconds, `astrolabe telemetry flush` waits for another sender: a request of it takes up to 10 s. */
export const flushPatienceMs = 12_000;

/** The wait between two looks at what that sender left, in milliseconds. */
export const flushRetryMs = 250;

/** How long, in milliseconds, each network check of `astrolabe doctor` may take: as long as the client waits for an answer. */
export const checkTimeoutMs = 10_000;

/** Bytes that `astrolabe doctor` reads of an answer: the metric of a century. */
export const maxAnswerBytes: number = 1024 * 1024;

/** Characters that `astrolabe doctor` quotes of what a server said: enough for a message, and no page of HTML. */
export const maxQuotedCharacters = 200;

/** Folders that the client makes: the state directory and two above it (`.local/state`). A missing home it does not. */
export const maxMissingFolders = 3;

/** Free bytes below which `astrolabe doctor` warns: what the spools of a few destinations and the copies may take. */
export const minFreeBytes: number = 64 * 1024 * 1024;

/** Events that waited longer than this, in milliseconds, are sent by nobody: a sender starts with the next event. */
export const staleMs: number = 10 * 60_000;

/** Days a certificate should still have: a renewal that works comes weeks earlier, and there is time to mend one that does not. */
export const minCertificateDays = 14;

/** Days a key should still have: time to make a new one and bring it to every machine. */
export const minKeyDays = 14;

/** Difference of two clocks, in milliseconds, that harms nothing: servers forgive keys 30 s, and a user's clock is seldom better. */
export const maxClockSkewMs = 60_000;

/** Threads that `--threads` may ask for: beyond any machine's cores that gain from it, each takes 15 MB. */
export const maxThreads = 256;

/** Rows of a store that are read, and written, at once: they are in memory together, and one commit takes some 20 ms. */
export const pageRows = 1000;

/** Tries of one call of a store that is busy or away, and the waits between them in milliseconds: together half a minute. */
export const maxStoreAttempts = 12;
export const firstStoreWaitMs = 100;
export const maxStoreWaitMs = 5_000;

/**
 * How far before the last row seen a move looks again for later ones, in milliseconds: a row has its time before its
 * commit, and a collector's queue holds up to four seconds of rows; clocks of several collectors differ by more.
 */
export const catchUpOverlapMs: number = 60_000;

/** How often a move goes after rows that came meanwhile, and compares the numbers anew, before it says that they move. */
export const maxCatchUps = 5;

/** Ids that a message names of rows that were refused: enough to look at one. */
export const maxNamedIds = 3;

/** Bytes of one value of an import: the largest body that a collector takes. */
export const maxImportedBytes: number = 8 * 1024 * 1024;

/** Digits that the numbers of one imported value may have once their exponents are written out, as the collector allows. */
export const maxWrittenOutDigits: number = 256 * 1024;

/** Rows that one step of a pruning looks at: some 6 ms for which a commit waits, and 16 when all of them go. */
export const pruneStepRows = 2_000;

/** A day, in milliseconds: how often `astrolabe serve --keep-raw` prunes, since horizons are whole days. */
export const dayMs: number = 24 * 60 * 60_000;

/** The wait after a pruning that failed, in milliseconds: an outage is over by then, or somebody has to look anyway. */
export const pruneRetryMs: number = 60 * 60_000;

/** Developers that a move has the target forget at once: each look at all rows finds some of them. */
export const maxForgottenAtOnce = 20;
