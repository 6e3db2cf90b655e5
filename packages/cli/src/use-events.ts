// Where a command's events come from: the reading with progress, and the word on what was skipped.
import type { EventSource, SkipReport } from "@astrolabe/metric";
import { createProgress } from "./progress.ts";
import { UsageError } from "./usage-error.ts";

/**
 * Hands the events of the sources, or of `EVENTS_URL`, to `use`. Shows progress while it works, and says at its end
 * what was skipped. Throws {@link UsageError} when there is no source.
 */
export async function useEvents<Result>(
  name: string,
  sources: readonly string[],
  options: { readonly strict?: boolean | undefined; readonly dedupe?: boolean | undefined },
  use: (events: EventSource) => Promise<Result>,
): Promise<Result> {
  const url = process.env["EVENTS_URL"]?.trim();
  if (sources.length === 0 && !url) {
    throw new UsageError(
      "nothing to read. Name a file, a directory, a URL, or - for standard input; or set EVENTS_URL.",
    );
  }
  const { readEvents } = await import("@astrolabe/metric");
  const progress = createProgress();
  const say = (message: string): void => {
    progress.clear();
    process.stderr.write(`${name}: ${message}\n`);
  };
  const events = readEvents(sources.length > 0 ? sources : [url ?? ""], {
    strict: options.strict,
    onProgress: progress.show,
    onWarning: say,
  });
  try {
    const result = await use(events);
    if (events.skipped.total > 0) say(skippedText(events.skipped));
    if (events.repeatedIds > 0) say(repeatsText(events.repeatedIds, options.dedupe === true));
    return result;
  } finally {
    progress.clear();
  }
}

function skippedText({ total, byReason }: SkipReport): string {
  const reasons = Object.entries(byReason).map(([reason, count]) => `${count} ${reason}`);
  return `skipped ${total} ${total === 1 ? "value" : "values"} that could have counted: ${reasons.join(", ")}`;
}

function repeatsText(repeats: number, isDeduped: boolean): string {
  const runs = `${repeats} ${repeats === 1 ? "run" : "runs"}`;
  return isDeduped
    ? `left out ${runs} whose id had been there`
    : `counted at least ${runs} whose id had been there: with --dedupe each id counts once`;
}
