// astrolabe metric: reads the sources, and prints the north star metric, a row a week.
import type { Command } from "commander";
import { createCommand } from "./create-program.ts";
import { environmentHelp } from "./environment-help.ts";
import { metricTable } from "./metric-table.ts";
import { type CountingOptions, sourcesHelp, withSources, withTimeZone } from "./source-options.ts";

interface MetricOptions extends CountingOptions {
  readonly json?: boolean | undefined;
}

export function createMetricCommand(): Command {
  return withTimeZone(withSources(createCommand("metric", "Print the north star metric, a row a week.")))
    .option("--json", "print one JSON object, the same as /api/v1/metric of the collector")
    .addHelpText("after", help)
    .action(printMetric);
}

const help = `
The north star metric of a week is its successful runs divided by its active developers, who are those with at
least one successful run in it. The success rate is successful runs divided by runs. A running week is marked by *.
${sourcesHelp}
${environmentHelp("EVENTS_URL", "EVENTS_TOKEN")}
Examples:
  astrolabe metric events.ndjson
  EVENTS_TOKEN=KEY astrolabe metric http://localhost:54321/rest/v1/events --task build --json
`;

async function printMetric(sources: readonly string[], options: MetricOptions): Promise<void> {
  const { task, tz: timeZone, json, dedupe, threads } = options;
  const { northStar } = await import("@astrolabe/metric");
  const { useEvents } = await import("./use-events.ts");
  const metric = await useEvents("astrolabe metric", sources, { dedupe }, (events) =>
    northStar(events, { task, timeZone, dedupe, threads }),
  );
  process.stdout.write(json ? `${JSON.stringify(metric)}\n` : metricTable(metric));
}
