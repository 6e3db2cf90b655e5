// astrolabe report: reads the sources, and draws all there is to say about the north star metric.
import { type Command, Option } from "commander";
import { createCommand } from "./create-program.ts";
import { environmentHelp } from "./environment-help.ts";
import { drawReport, formats, type ReportFormat } from "./draw-report.ts";
import { readReport, type ReportReading, withReportOptions } from "./read-report.ts";
import { sourcesHelp, withSources, withTimeZone } from "./source-options.ts";

interface ReportCommandOptions extends ReportReading {
  readonly format: ReportFormat;
  readonly json?: boolean | undefined;
}

export function createReportCommand(): Command {
  const command = createCommand("report", "Say what the number is, whether it changed, and why.");
  return withReportOptions(withTimeZone(withSources(command)))
    .addOption(new Option("--format <format>", "how to print it").choices(formats).default("text"))
    .option("--json", "print the whole report as one JSON object: the same as --format json")
    .addHelpText("after", help)
    .action(printReport);
}

const help = `
The last complete week: the number with its 95 % interval, one sentence about its change, a line of all weeks, what
the change is made of, and what else there is to know. svg is the same as one picture, md and html as a page; json
says everything, see docs/reference/report.md. Groups of fewer developers than --min-group are hidden.
${sourcesHelp}
${environmentHelp("EVENTS_URL", "EVENTS_TOKEN")}
Examples:
  astrolabe report events.ndjson
  astrolabe report events.ndjson --as-of 2026-09-08 --format svg > report.svg
  EVENTS_TOKEN=KEY astrolabe report http://localhost:54321/rest/v1/events --task build --json
`;

async function printReport(sources: readonly string[], options: ReportCommandOptions): Promise<void> {
  const report = await readReport("astrolabe report", sources, options);
  process.stdout.write(await drawReport(report, options.json ? "json" : options.format));
}
