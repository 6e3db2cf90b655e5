/** What a framework's adapter learns about the one run of a wrapped program; it is recorded when the process ends. */
export interface WrappedRun {
  /** The program's name, as declared or as its help shows it. */
  name?: string | undefined;
  /** The declared names of the command that runs, e.g. `remote add`; undefined for the program itself, or if none began. */
  command?: string | undefined;
  /** False while nothing but a help page or a version may have been asked for; a failure is a run all the same. */
  isTask: boolean;
  /** What the framework's parser made of `--analytics` and `--no-analytics`; undefined while it has not parsed. */
  flag?: { readonly analytics: boolean | undefined } | undefined;
}

export const onDescription = "Record this run: anonymous, no arguments";
export const offDescription = "Do not record this run";

/** A parser's value of the flag; undefined if it was not given. */
export function parsedFlag(value: unknown): NonNullable<WrappedRun["flag"]> {
  return { analytics: typeof value === "boolean" ? value : undefined };
}
