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
