// The operands and options that the commands which count runs have in common.
import { type Command, InvalidArgumentError } from "commander";
import { maxThreads } from "./limits.ts";

export interface CountingOptions {
  readonly task: string;
  readonly tz: string;
  readonly dedupe?: boolean | undefined;
  readonly threads?: number | undefined;
}

/** Adds the operands and options of a command that counts runs. */
export function withSources(command: Command): Command {
  return command
    .argument("[source...]", "files, directories, globs, URLs, or - for standard input; without: EVENTS_URL")
    .option("--task <name>", "the task to count", "ai-do")
    .option("--dedupe", "count rows with the same id once, as overlapping exports have them")
    .option("--threads <n>", "how many threads may scan large files; without: one a core", parseThreads);
}

/** Adds the choice of the zone that weeks are cut in. */
export function withTimeZone(command: Command): Command {
  return command.option(
    "--tz <zone>",
    "the time zone of the weeks, e.g. Europe/Berlin",
    parseTimeZone,
    "UTC",
  );
}

export const sourcesHelp: string = `
Sources hold NDJSON or a JSON array of events or rows, also compressed (.gz, .zst, .br); several add up. A URL that
answers as PostgREST does is read to its end: EVENTS_TOKEN must be a key that may read (service_role).`;

function parseThreads(text: string): number {
  const threads = Number(text);
  if (!/^\d+$/.test(text) || threads < 1 || threads > maxThreads) {
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${maxThreads}.`);
  }
  return threads;
}

function parseTimeZone(zone: string): string {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone }).format();
    return zone;
  } catch {
    throw new InvalidArgumentError("It must be an IANA time zone, e.g. Europe/Berlin or UTC.");
  }
}
