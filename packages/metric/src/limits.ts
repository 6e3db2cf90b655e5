const mebibyte = 1024 * 1024;

/** Longest line or array element, in bytes. The pieces of one are all that is kept; 64 MiB is beyond any real event. */
export const maxTextBytes: number = 64 * mebibyte;

/** How far into a source its format is looked for, in bytes. Only a first line that begins with `[` takes more than one byte. */
export const maxLookaheadBytes: number = mebibyte;

/** Line numbers that a strict error names; the rest is a number. Enough to see a pattern, short enough to read. */
export const maxNamedLines = 10;

/** How much of a file is read at once, in bytes: fewer turns of the event loop than Node's 64 KiB, still within the cache. */
export const fileChunkBytes: number = 256 * 1024;

/** What decompression gives at once, in bytes: 16 KiB mean many trips to its thread, and from 128 KiB on malloc asks the system each time. */
export const decompressedChunkBytes: number = 120 * 1024;

/** How much of a file a thread claims and scans at once, in bytes: it stays within a core's cache. */
export const pieceBytes: number = mebibyte / 2;

/** What is read beyond a piece in the same call, in bytes: the end of the line that the piece cuts. */
export const pieceOverlapBytes: number = 4 * 1024;

/** Bytes of input for each thread beyond the first: a thread takes as long to start as a core takes to scan these. */
export const bytesPerThread: number = 16 * mebibyte;

/** Most threads that scan by themselves: beyond it memory, not cores, sets the pace. `--threads` allows more. */
export const maxThreads = 16;

/** Chunks of a stream are gathered up to so many bytes before they go to the thread that scans them. */
export const blockBytes: number = mebibyte;

/** Blocks that wait for that thread; reading waits when there are more. */
export const maxBlocksInFlight = 4;

/** Young garbage that a scanning thread may hold, in MiB. */
export const workerGarbageMib = 4;

/** Longest task name that is looked for by its bytes; a longer one is compared after parsing. */
export const maxSearchedBytes = 256;

/** Ids that are watched for repeats when they are not to be left out. With more, a sample of them by hash: half, a quarter, … */
export const maxSampledIds = 16_384;

/** Different ids that are remembered to count each once: a table of 32 bytes each. */
export const maxDedupedIds: number = 8 * mebibyte;

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
