// Every limit of ai-do, with its unit and its reason.

const KiB = 1024;
const MiB = 1024 * KiB;
const secondMs = 1000;

/** Bytes of a plan's text, from a file or from a model. A plan that somebody reads before it runs is far smaller. */
export const maxPlanBytes: number = 1 * MiB;

/** Steps of a plan. More than anybody confirms one by one; a generated list for `--yes` still fits. */
export const maxSteps = 1000;

/** Bytes of one command: Linux takes no longer single argument, and the shell gets it as one. */
export const maxCommandBytes: number = 128 * KiB - 1;

/** Characters of a command that our rules for risks look through, which takes longer the longer it is. A longer one nobody reads, so it counts as risky. */
export const maxJudgedChars = 8192;

/** Places in a model's answer where JSON is looked for: each may be read to the end of the answer, and prose has few braces. */
export const maxJsonCandidates = 100;

/** How long a model's server may be silent, before the answer and within it. A local model may take a minute to load. */
export const maxSilenceMs: number = 120 * secondMs;

/** How often a model's server is asked in all, when it is busy, broken or cut off. Somebody waits for the answer. */
export const maxAttempts = 3;

/** The wait before the second attempt, when the server names none; it doubles. */
export const firstRetryMs: number = 1 * secondMs;

/** The longest wait that a server may ask for. Beyond a minute the person had better be told. */
export const maxRetryAfterMs: number = 60 * secondMs;

/** How often a model is shown what is wrong with its plan. One that fails twice won't get it right the third time. */
export const maxRepairs = 1;

/** Characters quoted of what a server or a model said: enough for a message, and no page of HTML. */
export const maxQuotedChars = 300;

/** Bytes of a line that a person answers with: what a terminal takes in one line. */
export const maxAnswerBytes: number = 4 * KiB;

/** The wait until a terminal that somebody made non-blocking is read again. */
export const emptyInputMs = 20;

/** Bytes of a step's output that are in memory at once, a stream. What a pipe holds on Linux. */
export const outputChunkBytes: number = 64 * KiB;

/** Bytes that can be left in a pipe when a step has ended: the largest pipe that Linux makes for an unprivileged user. */
export const maxPipeBytes: number = 1 * MiB;

/** How often the line that shows how the planning goes is written, at most. */
export const progressIntervalMs = 100;
