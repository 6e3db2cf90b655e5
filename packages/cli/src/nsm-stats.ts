// nsm-stats: reads the sources, counts the successful runs of a task, prints a line a developer and week.
import type { Command } from "commander";
import { createProgram } from "./create-program.ts";
import { environmentHelp } from "./environment-help.ts";
import { csvField } from "./csv-field.ts";
import { type CountingOptions, sourcesHelp, withSources, withTimeZone } from "./source-options.ts";

interface NsmStatsOptions extends CountingOptions {
  readonly json?: boolean | undefined;
  readonly strict?: boolean | undefined;
}

export function createNsmStatsProgram(): Command {
  const program = createProgram(
    "nsm-stats",
    "Counts the successful runs of a task by developer and ISO week.",
  );
  return withTimeZone(withSources(program))
    .option("--json", "print one JSON object {developer: {week: count}} instead of lines")
    .option("--strict", "check every line; any that is not JSON is an error")
    .addHelpText("after", help)
    .action(printStats);
}

const help = `
Prints developer,week,count lines, sorted by developer, then week, without a header.
${sourcesHelp}
${environmentHelp("EVENTS_URL", "EVENTS_TOKEN")}
Examples:
  nsm-stats events.ndjson
  nsm-stats 'logs/**/*.ndjson.gz' --task build --tz Europe/Berlin
  zcat old.gz | nsm-stats - new.ndjson
  EVENTS_TOKEN=KEY nsm-stats http://localhost:54321/rest/v1/events
`;

async function printStats(sources: readonly string[], options: NsmStatsOptions): Promise<void> {
  const { task, tz: timeZone, json, strict, dedupe, threads } = options;
  const { aggregateSuccessfulRuns, compareCodePoints } = await import("@astrolabe/metric");
  const { useEvents } = await import("./use-events.ts");
  const counts = await useEvents("nsm-stats", sources, { strict, dedupe }, (events) =>
    aggregateSuccessfulRuns(events, { task, timeZone, dedupe, threads }),
  );
  if (json) {
    process.stdout.write(`${JSON.stringify(counts)}\n`);
    return;
  }
  let lines = "";
  // Sorted here once more: a JavaScript object has its integer keys first, whatever order they were put in.
  for (const developer of Object.keys(counts).toSorted(compareCodePoints)) {
    const field = csvField(developer);
    for (const [week, count] of Object.entries(counts[developer] ?? {}))
      lines += `${field},${week},${count}\n`;
  }
  process.stdout.write(lines);
}
