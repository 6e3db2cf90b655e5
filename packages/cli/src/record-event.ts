// record-event: makes an event of its arguments and records it, if the person at the terminal agreed to that.
import { type Command, InvalidArgumentError } from "commander";
import type { EventCheck, Json } from "@astrolabe/client";
import { createProgram } from "./create-program.ts";
import { environmentHelp } from "./environment-help.ts";

type Fields = Readonly<Record<string, Json | undefined>>;

interface RecordEventOptions {
  readonly exitCode?: number | undefined;
  readonly startTs?: number | undefined;
  readonly endTs?: number | undefined;
  readonly field: Fields;
  readonly events?: string | undefined;
  readonly analytics?: boolean | undefined;
  readonly json?: boolean | undefined;
}

export function createRecordEventProgram(): Command {
  return createProgram("record-event", "Records one event, from any shell or language.")
    .argument("<name>", "the task or command that ran, e.g. ai-do")
    .option("--exit-code <n>", "how it ended: 0 is success", parseInteger)
    .option("--start-ts <seconds>", "when it began, in epoch seconds, e.g. of date +%s", parseSeconds)
    .option("--end-ts <seconds>", "when it ended, in epoch seconds; without: now", parseSeconds)
    .option("--field <key=value>", "a further field; may be given many times", addField, {})
    .option(
      "--events <file>",
      "record only what this file declares, a tool's EVENTS.json, and count the rest",
    )
    .option("--analytics", "record this event, whatever EVENTS_ENABLED and the stored choice say")
    .option("--no-analytics", "do not record this event")
    .option("--json", 'print {"recorded": true} or {"recorded": false}')
    .addHelpText("after", help)
    .action(recordFromArguments);
}

const help = `
Records nothing, says nothing and exits 0 when telemetry is off, as it is by default. Who decides, strongest
first: DO_NOT_TRACK, --analytics or --no-analytics, EVENTS_ENABLED, astrolabe telemetry on|local|off.
A value that is a JSON number, true, false or null is recorded as that, any other as text.
latency_ms is worked out from the start and the end.
${environmentHelp("EVENTS_URL", "EVENTS_TOKEN", "EVENTS_ENABLED", "EVENTS_DEBUG", "EVENTS_SALT", "DO_NOT_TRACK", "ASTROLABE_STATE_DIR")}
Examples:
  start=$(date +%s); make test; record-event make-test --exit-code $? --start-ts "$start"
  record-event ai-do --exit-code 0 --field steps=3 --field model=small --analytics
`;

async function recordFromArguments(name: string, options: RecordEventOptions): Promise<void> {
  const { recordEvent } = await import("@astrolabe/client");
  const payload = payloadOf(options, Date.now());
  // Also while telemetry is off: a script's author should hear of a mistake before its users do.
  const events = options.events === undefined ? undefined : await declaredIn(options.events);
  // The arguments are this command's own: the client must not look among them for the flags.
  const recorded = await recordEvent(name, payload, { analytics: options.analytics, argv: [], events });
  if (options.json) process.stdout.write(`${JSON.stringify({ recorded })}\n`);
}

async function declaredIn(path: string): Promise<EventCheck> {
  const { defineEvents } = await import("@astrolabe/client/declare");
  const { readDeclarationFile } = await import("./read-declaration-files.ts");
  return defineEvents(await readDeclarationFile(path));
}

/** The event's fields: those given by `--field`, then those that have an option of their own, then what follows from them. */
export function payloadOf(options: RecordEventOptions, nowMs: number): Fields {
  const { exitCode, startTs, endTs, field } = options;
  const payload: Record<string, Json | undefined> = { ...field };
  if (exitCode !== undefined) payload["exit_code"] = exitCode;
  if (startTs !== undefined) payload["start_ts"] = startTs;
  if (endTs !== undefined) payload["end_ts"] = endTs;
  payload["end_ts"] ??= nowMs / 1000;
  const { start_ts: start, end_ts: end } = payload;
  if (typeof start === "number" && typeof end === "number") {
    payload["latency_ms"] ??= Math.round((end - start) * 1000);
  }
  return payload;
}

function parseInteger(text: string): number {
  if (!/^-?\d{1,15}$/.test(text)) throw new InvalidArgumentError("It must be a whole number, as $? is.");
  return Number(text);
}

function parseSeconds(text: string): number {
  if (!/^\d{1,11}(\.\d+)?$/.test(text)) {
    throw new InvalidArgumentError("It must be epoch seconds, e.g. 1763836000 or 1763836000.123.");
  }
  return Number(text);
}

function addField(text: string, fields: Fields): Fields {
  const equals = text.indexOf("=");
  const key = text.slice(0, Math.max(equals, 0));
  if (key === "") throw new InvalidArgumentError("It must be KEY=VALUE.");
  if (key === "name" || key === "developer") {
    throw new InvalidArgumentError(`The ${key} of an event can't be set by a field.`);
  }
  return { ...fields, [key]: parseValue(text.slice(equals + 1)) };
}

/** What JSON says for sure (a number, true, false, null) is taken as that; all else is text, also `1.2.3` and `1e999`. */
function parseValue(text: string): Json {
  if (text === "null") return null;
  if (text === "true" || text === "false") return text === "true";
  const isNumber = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text) && Number.isFinite(Number(text));
  return isNumber ? Number(text) : text;
}
