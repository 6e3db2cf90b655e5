/** Weeks that the page can show: half a year, or a year. */
export const shortRangeWeeks = 26;

/** The longer of the two, and what is shown unless another range is asked for. */
export const longRangeWeeks = 52;

/** Complete weeks that the page's report has: a year, and the one before it as a ghost. */
export const pageReportWeeks: number = 2 * longRangeWeeks;

/** Characters of a task's name in the page's address: as long as any that a person would read. */
export const maxTaskLength = 200;

/** The greatest goal, in runs per developer and week: a run every ten seconds. */
export const maxGoal = 60_480;

/** How often an open page asks whether there is something new, in milliseconds: soon enough to be called live. */
export const pollMs = 3_000;

/** Marks whose words are drawn over the line; the rest have a sign there and their words in the table. */
export const maxMarkRows = 3;
