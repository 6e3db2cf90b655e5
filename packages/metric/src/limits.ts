const mebibyte = 1024 * 1024;

/** Longest line or array element, in bytes. The pieces of one are all that is kept; 64 MiB is beyond any real event. */
export const maxTextBytes: number = 64 * mebibyte;

/** How far into a source its format is looked for, in bytes. Only a first line that begins with `[` takes more than one byte. */
export const maxLookaheadBytes: number = mebibyte;

/** Line numbers that a strict error names; the rest is a number. Enough to see a pattern, short enough to read. */
export const maxNamedLines = 10;

/** How much of a file is read at once, in bytes: fewer turns of the event loop than Node's 64 KiB, still within the cache. */
export const fileChunkBytes: number = 256 * 1024;

/** Rows asked for at once. What Supabase allows by default; servers that allow fewer send fewer. */
export const pageRows = 1000;

/** Longest silence of a server before the connection is given up, in milliseconds. A cold database may take half a minute. */
export const httpSilenceMs = 30_000;

/** How often an unavailable server is asked without anything new having come from it. */
export const maxAttempts = 5;

/** Wait before it is asked again, in milliseconds; doubles each time, so five attempts take about four seconds. */
export const firstRetryMs = 300;

/** Longest wait that a server may ask for, in milliseconds: beyond a minute the user had better be told. */
export const maxRetryAfterMs = 60_000;

/** How much of an error's body is read for its message, in bytes. PostgREST's are under a kilobyte. */
export const maxErrorBodyBytes = 4096;
