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

/** Developers from which a 95 % interval is given. With fewer, no formula tried covers 94 % on realistic skew. */
export const minIntervalDevelopers = 12;

/** Complete weeks from which limits of normal variation are drawn: below it the mean moving range is a guess. */
export const minLimitWeeks = 8;

/** Complete weeks that limits of normal variation look back on: half a year, before the tool was another one. */
export const maxLimitWeeks = 26;

/** Complete weeks from which the end of the running week is estimated: five degrees of freedom. */
export const minPaceWeeks = 6;

/** Complete weeks that the estimate looks back on: a quarter, so that a habit of last summer does not count. */
export const maxPaceWeeks = 12;

/** Developers in the smallest group whose numbers are shown, unless another is asked for. */
export const defaultMinGroupDevelopers = 5;

/** Complete weeks that a report shows, unless another number is asked for: a year. */
export const defaultReportWeeks = 52;

/** Complete weeks that a report can show: ten years fit one screen of any drawing, and bound the document. */
export const maxReportWeeks = 520;

/** Tool versions that are told apart in a week; the rest are one. More than these nobody compares. */
export const maxReportVersions = 8;

/** Exit codes that are told apart in a week; the rest are one. */
export const maxReportExitCodes = 8;

/** Weeks of the retention triangle: a quarter. */
export const retentionWeeks = 12;

/** Characters of a tool's version that are told apart; a longer text is no version. */
export const maxVersionLength = 64;

/** Different tool versions that a summary tells apart; those seen later count as not known. Bounds a hostile source. */
export const maxSummaryVersions = 1000;

/** The longest latency that is told apart, in milliseconds: 24 days. Longer ones count as this one. */
export const maxLatencyMs = 2_147_483_647;

/** Events that one row can say were dropped at its client: a spool holds thousands. Keeps a hostile sum within 64 bits. */
export const maxDroppedEvents = 1_000_000_000;
