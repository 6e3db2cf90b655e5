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
