// astrolabe mark: tells the collector of a release or an outage, so that the page shows it over the weeks.
import type { Mark } from "@astrolabe/metric";
import { type Command, Option } from "commander";
import { createCommand } from "./create-program.ts";
import { shownUrl } from "./destination.ts";
import { environmentHelp } from "./environment-help.ts";
import { maxQuotedCharacters, requestTimeoutMs } from "./limits.ts";
import { parseTime } from "./parse-time.ts";
import { UsageError } from "./usage-error.ts";

interface MarkOptions {
  /** Epoch milliseconds. */
  readonly at?: number | undefined;
  readonly kind: Mark["kind"];
  readonly json?: boolean | undefined;
}

export function createMarkCommand(): Command {
  return createCommand("mark", "Mark a release or an outage on the dashboard.")
    .argument("<text>", "what happened, in up to 80 characters")
    .option("--at <time>", "when, an ISO 8601 date or time; without: now", parseTime)
    .addOption(new Option("--kind <kind>", "what it is").choices(["release", "outage"]).default("release"))
    .option("--json", "print the mark as one JSON object")
    .addHelpText("after", help)
    .action(addMark);
}

const help = `
It is kept by the collector that EVENTS_URL leads to, and drawn over its weeks. The same mark again changes nothing.
EVENTS_TOKEN must be the service_role key, which astrolabe keys prints.
${environmentHelp("EVENTS_URL", "EVENTS_TOKEN")}
Examples:
  astrolabe mark "v1.4 released"
  astrolabe mark "registry down" --kind outage --at 2026-06-03T10:00:00Z
`;

async function addMark(text: string, { at, kind, json }: MarkOptions): Promise<void> {
  const url = marksUrl(process.env["EVENTS_URL"]?.trim());
  const time = new Date(at ?? Date.now()).toISOString();
  const mark = await post(url, process.env["EVENTS_TOKEN"]?.trim() ?? "", { at: time, kind, text });
  process.stdout.write(json ? `${JSON.stringify(mark)}\n` : `${mark.at} ${mark.kind}: ${mark.text}\n`);
}

function marksUrl(eventsUrl: string | undefined): string {
  if (!eventsUrl) throw new UsageError("EVENTS_URL is not set: it names the collector that keeps the mark");
  const isCollector = URL.canParse(eventsUrl) && new URL(eventsUrl).pathname.endsWith("/rest/v1/events");
  if (!isCollector) {
    throw new UsageError(
      `EVENTS_URL, ${shownUrl(eventsUrl)}, is no collector's: one ends in /rest/v1/events`,
    );
  }
  const url = new URL(eventsUrl);
  url.pathname = url.pathname.replace(/rest\/v1\/events$/, "api/v1/marks");
  url.search = "";
  return url.href;
}

async function post(url: string, token: string, mark: Mark): Promise<Mark> {
  const answer = await fetch(url, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      ...(token !== "" && { apikey: token, Authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(mark),
    signal: AbortSignal.timeout(requestTimeoutMs),
  }).catch((error: unknown) => {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new Error(
      `could not reach ${shownUrl(url)}: ${cause instanceof Error ? cause.message : String(cause)}`,
    );
  });
  const said = await answer.text();
  if (answer.status === 201) return JSON.parse(said) as Mark;
  const isKey = answer.status === 401 || answer.status === 403;
  const advice = isKey ? ". EVENTS_TOKEN must be the service_role key: `astrolabe keys` prints it" : "";
  throw new Error(`${shownUrl(url)} answered ${answer.status}: ${messageOf(said)}${advice}`);
}

/** Of a refusal in PostgREST's shape, or the beginning of another answer. */
function messageOf(said: string): string {
  try {
    const body: unknown = JSON.parse(said);
    if (typeof body === "object" && body !== null && "message" in body) return String(body.message);
  } catch {
    // Not from a collector.
  }
  return said.slice(0, maxQuotedCharacters);
}
