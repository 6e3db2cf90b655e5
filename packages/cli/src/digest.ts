// astrolabe digest: the report in five lines, and as a picture; says by its exit code when a guardrail breaks.
import type { Report } from "@astrolabe/metric";
import { type Command, InvalidArgumentError } from "commander";
import { writeFile } from "node:fs/promises";
import { createCommand } from "./create-program.ts";
import { environmentHelp } from "./environment-help.ts";
import { drawReport } from "./draw-report.ts";
import { type Guard, guardMeasures, parseGuard, unmetGuards } from "./guard.ts";
import { readReport, type ReportReading, withReportOptions } from "./read-report.ts";
import { sourcesHelp, withSources, withTimeZone } from "./source-options.ts";

interface DigestOptions extends ReportReading {
  /** A file to write. */
  readonly picture?: string | undefined;
  readonly guard: readonly Guard[];
  readonly json?: boolean | undefined;
}

/** A guardrail broke. Beside wrong usage this is what 2 means: a job that asks for it can tell it from a failure. */
const exitGuardBroken = 2;

export function createDigestCommand(): Command {
  const command = createCommand("digest", "Say in five lines what the last complete week was like.");
  return withReportOptions(withTimeZone(withSources(command)))
    .option("--picture <file>", "also write the report as a picture, .svg or .png", parsePicture)
    .option(
      "--guard <condition>",
      "exit with 2 unless it holds, e.g. success_rate>=0.9; may be given many times",
      collect,
      [],
    )
    .option("--json", "print one JSON object: the lines, and the guardrails that broke")
    .addHelpText("after", help)
    .action(printDigest);
}

const help = `
Made for a chat, an e-mail or a comment: it says "nothing changed" when nothing did. A guardrail compares a measure of
the last complete week with a number: ${guardMeasures.slice(0, 5).join(", ")},
${guardMeasures.slice(5).join(", ")}; with >=, >, <= or <. Rates are between 0 and 1, latencies in
milliseconds. When one breaks the exit code is 2, and standard error says which; when one can't be checked, because its
number is hidden or not there, the exit code is 1.
${sourcesHelp}
${environmentHelp("EVENTS_URL", "EVENTS_TOKEN")}
Examples:
  astrolabe digest events.ndjson
  astrolabe digest events.ndjson --guard 'success_rate>=0.9' --guard 'latency_p95<30000' --picture week.svg
`;

async function printDigest(sources: readonly string[], options: DigestOptions): Promise<void> {
  const report = await readReport("astrolabe digest", sources, options);
  const { drawDigest } = await import("@astrolabe/metric");
  const lines = drawDigest(report);
  const { broken, unknown } = unmetGuards(report, options.guard);
  if (options.picture !== undefined) await writePicture(report, options.picture);
  process.stdout.write(
    options.json ? `${JSON.stringify({ lines, broken, unknown })}\n` : `${lines.join("\n")}\n`,
  );
  for (const text of broken) process.stderr.write(`astrolabe digest: guardrail broken: ${text}\n`);
  if (broken.length > 0) process.exitCode = exitGuardBroken;
  else if (unknown.length > 0) throw new Error(`guardrail can't be checked: ${unknown.join("; ")}`);
}

async function writePicture(report: Report, path: string): Promise<void> {
  await writeFile(path, await drawReport(report, path.endsWith(".png") ? "png" : "svg"));
}

function parsePicture(path: string): string {
  if (/\.(svg|png)$/.test(path)) return path;
  throw new InvalidArgumentError("It must be a file whose name ends in .svg or .png.");
}

function collect(text: string, before: readonly Guard[]): readonly Guard[] {
  const guard = parseGuard(text);
  if (guard === null) {
    throw new InvalidArgumentError(
      `It must be a measure, >=, >, <= or <, and a number, e.g. success_rate>=0.9. Measures: ${guardMeasures.join(", ")}.`,
    );
  }
  return [...before, guard];
}
