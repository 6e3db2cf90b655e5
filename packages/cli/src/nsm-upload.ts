// nsm-upload: counts, asks the destination what it holds, and posts what it lacks.
import type { Command } from "commander";
import { createProgram } from "./create-program.ts";
import { environmentHelp } from "./environment-help.ts";
import { type Destination, destinationFrom, shownUrl } from "./destination.ts";
import { type CountingOptions, sourcesHelp, withSources } from "./source-options.ts";
import { UsageError } from "./usage-error.ts";
import type { NsmRow, Totals, WeeklyRow } from "./weekly-rows.ts";

interface NsmUploadOptions extends Omit<CountingOptions, "tz"> {
  readonly dest?: string | undefined;
  readonly dryRun?: boolean | undefined;
  readonly json?: boolean | undefined;
}

export function createNsmUploadProgram(): Command {
  return withSources(createProgram("nsm-upload", "Posts the weekly totals of successful runs to a server."))
    .option("--dest <url>", "where to post; without: NSM_URL, else EVENTS_URL")
    .option("--dry-run", "print the rows that would be posted, one JSON object a line, and post nothing")
    .option("--json", "print what was done as one JSON object")
    .addHelpText("after", help)
    .action(upload);
}

const help = `
A destination that ends in /nsm gets a row for each week and developer, put in place of the one it had. Any other is
taken for an events table: it gets a row named nsm-weekly for each week whose totals it lacks or has otherwise. To see
which those are, and to write to /nsm, EVENTS_TOKEN must be a key that may read (service_role). Weeks and developers
that the sources no longer hold stay as they are at the destination. Weeks are those of UTC.
${sourcesHelp}
${environmentHelp("NSM_URL", "EVENTS_URL", "EVENTS_TOKEN")}
Examples:
  nsm-upload events.ndjson --dest http://localhost:54321/rest/v1/nsm
  nsm-upload --dry-run
`;

async function upload(sources: readonly string[], options: NsmUploadOptions): Promise<void> {
  const { task, dryRun, json } = options;
  const destination = destinationFrom(options.dest, process.env);
  if (destination === undefined && !dryRun) {
    throw new UsageError("no destination. Give one with --dest URL, or set NSM_URL or EVENTS_URL.");
  }
  const weeks = await countWeeks(sources, options);
  const rows = await missingRows(destination, task, weeks);
  if (destination === undefined || dryRun) {
    process.stdout.write(rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
    return;
  }
  const { uploadRows } = await import("./upload-rows.ts");
  const { posted, alreadyThere } = await uploadRows(rows, destination, warn);
  const unchanged = alreadyThere + (destination.table === "nsm" ? 0 : weeks.size - rows.length);
  process.stdout.write(
    json
      ? `${JSON.stringify({ destination: shownUrl(destination.url), table: destination.table, task, posted, unchanged })}\n`
      : `${task}: ${posted} posted, ${unchanged} unchanged, to ${shownUrl(destination.url)}\n`,
  );
}

async function countWeeks(
  sources: readonly string[],
  { task, dedupe, threads }: NsmUploadOptions,
): Promise<Map<string, Totals>> {
  const { aggregateSuccessfulRuns } = await import("@astrolabe/metric");
  const { useEvents } = await import("./use-events.ts");
  const { totalsByWeek } = await import("./weekly-rows.ts");
  return totalsByWeek(
    await useEvents("nsm-upload", sources, { dedupe }, (events) =>
      aggregateSuccessfulRuns(events, { task, dedupe, threads }),
    ),
  );
}

async function missingRows(
  destination: Destination | undefined,
  task: string,
  weeks: ReadonlyMap<string, Totals>,
): Promise<(WeeklyRow | NsmRow)[]> {
  const { nsmRows, weeklyRows } = await import("./weekly-rows.ts");
  if (destination?.table === "nsm") return nsmRows(task, weeks);
  const { readPostedTotals } = await import("./read-posted-totals.ts");
  const posted = destination && (await readPostedTotals(destination, task, warn));
  return weeklyRows(task, weeks, posted ?? new Map(), Date.now());
}

function warn(message: string): void {
  process.stderr.write(`nsm-upload: ${message}\n`);
}
