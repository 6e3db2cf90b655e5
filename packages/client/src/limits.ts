// Every limit of the client, with its unit and its reason.

const KiB = 1024;
const MiB = 1024 * KiB;
const secondMs = 1000;
const minuteMs = 60 * secondMs;
const dayMs = 24 * 60 * minuteMs;

/** Characters of an event's name. Names are counted by; a longer one is a mistake, such as a whole command line. */
export const maxNameLength = 200;

/** Bytes of one row as sent. An event is a handful of numbers; this leaves room and stays far below what servers take. */
export const maxRowBytes: number = 64 * KiB;

/** Bytes from which the open segment is sealed. A segment is read whole, so this bounds the flusher's memory. */
export const maxSegmentBytes: number = 256 * KiB;

/** Bytes of all segments of one destination, some 20,000 events: months of a busy tool without a network. */
export const maxSpoolBytes: number = 8 * MiB;

/** Events of one destination. Small ones reach this first: 8 MiB of rows of 210 bytes. */
export const maxSpoolEvents = 40_000;

/** Bytes of the smallest row that an event makes. Fewer bytes than this for each event allowed need no counting. */
export const minRowBytes = 100;

/** A segment sealed longer ago than this, and that could not be sent now either, is dropped: nobody's question is about last month's unsent events. */
export const maxSpoolAgeMs: number = 30 * dayMs;

/** Bytes of rows that a server refused for good, from which on a new file is begun; the one before it is kept, too. */
export const maxQuarantineBytes: number = 1 * MiB;

/** How often an append is repeated because the segment was sealed under it. A seal is rare; ten in a row are not real. */
export const maxAppendAttempts = 10;

/** Folders that may be made above the state directory: `.local/state` yes, a home directory that is missing no. */
export const maxParentFolders = 2;

/** Rows of one request. A batch with a duplicate is halved down to single rows, about twice as many requests as rows. */
export const maxBatchRows = 100;

/** Bytes of one request, below the smallest body limit that common proxies come with (1 MB). */
export const maxBatchBytes: number = 512 * KiB;

/** Bytes kept of a server's answer; enough for an error's code and message. */
export const maxAnswerBytes: number = 2 * KiB;

/** From the first byte sent to the last byte of the answer. A server that needs longer is as good as none. */
export const requestTimeoutMs: number = 10 * secondMs;

/** How long a flush that somebody waits for may take in all. */
export const flushDeadlineMs: number = 10 * secondMs;

/** The same for `flush: "await"`, where a program's end waits for it: several round trips across the world. */
export const awaitDeadlineMs: number = 3 * secondMs;

/** A temporary file that is older than this was left by a process that died. The oldest live one is milliseconds old. */
export const maxTemporaryAgeMs: number = 10 * minuteMs;

/** A flusher that died holds its segment no longer than this; longer than a flusher may live. */
export const claimMs: number = 2 * minuteMs;

/** At most one flusher is started in this time, and it stays for so long. */
export const flusherStayMs: number = 1 * minuteMs;

/** A flusher ends after this, come what may: its stay, one request, and a little. */
export const flusherLifetimeMs: number = flusherStayMs + requestTimeoutMs + 5 * secondMs;

/** A flusher is told when its folder changes. Where it isn't (some network file systems), it looks this often. */
export const flusherLookMs: number = 5 * secondMs;

/** How long a flusher waits after a change, so that events recorded together are sent together. */
export const flusherSettleMs = 50;

/** The first failed send is repeated within this time, the second within twice that, and so on. */
export const minBackoffMs: number = 1 * secondMs;

/** No failure makes the client wait longer than this; a server that is back should hear from everybody within the hour. */
export const maxBackoffMs: number = 60 * minuteMs;

/** A server may ask for more, up to this. A time further away than that comes from a clock that jumped. */
export const maxRetryAfterMs: number = 1 * dayMs;

/** How long a copy of what was sent is kept for its sender to look at. */
export const maxSentAgeMs: number = 30 * dayMs;

/** Bytes of those copies in all, and of one file of them. */
export const maxSentBytes: number = 8 * MiB;
export const maxSentFileBytes: number = 1 * MiB;

/** Pseudonyms noted beside the install secret: one for each e-mail address or login name that somebody goes by on this machine. */
export const maxNotedPseudonyms = 16;

/** Pairs of a server and a pseudonym that it got, noted for `astrolabe telemetry forget`: far more than anybody has. */
export const maxNotedServers = 1000;

/** How long a server may take to erase somebody: it promises a minute; then the way back. */
export const forgetTimeoutMs: number = 75 * secondMs;

/** How long somebody may think about the question of consent. A terminal that nobody sits at must not hold a tool for ever. */
export const answerDeadlineMs: number = 1 * minuteMs;

/** A declared text: a version, a mode, a name of a command. What is longer says more than a word. */
export const maxDeclaredTextLength = 64;

/** A text that matches a pattern and is longer than this, and no version, is taken for free text. */
export const maxPlainTextLength = 24;

/** What a declaration may hold: more is a mistake, and nobody would read it. */
export const maxDeclaredEvents = 200;
export const maxDeclaredFields = 100;
export const maxDeclaredValues = 1000;

/** A file with a declaration that is larger is not read. */
export const maxDeclarationBytes: number = 1 * MiB;
