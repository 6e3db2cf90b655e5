// astrolabe telemetry: the side of the person at the terminal. They choose, see what waits and what was sent, and send.
import { setTimeout as sleep } from "node:timers/promises";
import type { Command } from "commander";
import type { Mode } from "@astrolabe/client";
import { createCommand } from "./create-program.ts";
import { environmentHelp } from "./environment-help.ts";
import { flushPatienceMs, flushRetryMs } from "./limits.ts";

interface JsonOption {
  readonly json?: boolean | undefined;
}

interface ShowOptions extends JsonOption {
  readonly schema?: boolean | undefined;
}

export function createTelemetryCommand(): Command {
  return createCommand("telemetry", "Choose what is recorded about you here, and see it.")
    .addCommand(
      subcommand("on", "Record events and send them. What was recorded before is never sent.", choose("on")),
    )
    .addCommand(subcommand("local", "Record events on this machine, and send nothing.", choose("local")))
    .addCommand(subcommand("off", "Record nothing, send nothing, and erase what waits.", choose("off")))
    .addCommand(subcommand("status", "Say what is recorded and sent, and who decided that.", status))
    .addCommand(
      subcommand(
        "show",
        "Print every row that was sent, that waits, and that stays here.",
        show,
        showHelp,
      ).option("--schema", "print what the tools that have recorded here say they may send"),
    )
    .addCommand(subcommand("flush", "Send what waits for EVENTS_URL now.", flush, flushHelp))
    .addCommand(
      subcommand(
        "forget",
        "Erase everything here, have the servers erase it, and print a receipt.",
        forget,
        forgetHelp,
      ),
    )
    .addHelpText("after", help);
}

type Action = (options: JsonOption) => Promise<void>;

function subcommand(name: string, summary: string, action: Action, moreHelp = ""): Command {
  return createCommand(name, summary)
    .option("--json", "print one JSON object")
    .addHelpText("after", moreHelp)
    .action(action);
}

const help = `
Who decides, strongest first: DO_NOT_TRACK, a command's own --analytics or --no-analytics, EVENTS_ENABLED, the choice
made here. Without any of them telemetry is off.
${environmentHelp("DO_NOT_TRACK", "EVENTS_ENABLED", "EVENTS_URL", "EVENTS_TOKEN", "ASTROLABE_STATE_DIR")}`;

const showHelp = `
Rows go to standard output, one a line, byte for byte as they are sent; headings go to standard error.
With --json: one object, in it each row as a string. With --schema: no rows, but what each tool has declared; a tool
that declares nothing is not in it.
`;

const flushHelp = `
Tries at once, also when an earlier failure asked to wait. Exits 1 with the reason if not everything could be sent.
${environmentHelp("EVENTS_URL", "EVENTS_TOKEN", "ASTROLABE_STATE_DIR")}`;

const forgetHelp = `
Each server that events were sent to is asked to erase them, with a proof that only the owner of this machine's secret, or
of EVENTS_SALT, can give. Where one can't be reached, the proof is kept: run it again to finish. Exits 1 with what is left.
The tools' own --analytics, and EVENTS_ENABLED, still say yes afterwards; what they record gets another pseudonym, unless
EVENTS_SALT makes it.
${environmentHelp("EVENTS_URL", "EVENTS_TOKEN", "EVENTS_SALT", "ASTROLABE_STATE_DIR")}`;

function choose(mode: Mode): Action {
  return async (options) => {
    const client = await import("@astrolabe/client");
    await client.choose(client.stateDirFrom(process.env), mode);
    await status(options);
  };
}

async function status({ json }: JsonOption): Promise<void> {
  const [{ readTelemetryStatus }, { statusText }] = await Promise.all([
    import("./telemetry-status.ts"),
    import("./status-text.ts"),
  ]);
  const found = await readTelemetryStatus(process.env);
  process.stdout.write(json ? `${JSON.stringify(found)}\n` : statusText(found));
}

async function show({ json, schema }: ShowOptions): Promise<void> {
  if (schema) return showSchema(json);
  const { readSpool, stateDirFrom } = await import("@astrolabe/client");
  const { destinations, local, sent } = await readSpool(stateDirFrom(process.env));
  if (json) {
    const shown = destinations.map(({ url, waiting, quarantined }) => ({ url, waiting, quarantined }));
    process.stdout.write(`${JSON.stringify({ sent, destinations: shown, local })}\n`);
    return;
  }
  showRows("sent in the last 30 days", sent);
  for (const { url, waiting, quarantined } of destinations) {
    showRows(`waiting to be sent to ${url}`, waiting);
    for (const { row, status: httpStatus, answer } of quarantined) {
      showRows(`refused by ${url} with status ${httpStatus}, ${answer.trim()}, and never sent again`, [row]);
    }
  }
  showRows("kept on this machine and never sent", local);
  const shown = [sent, local, ...destinations.flatMap(({ waiting, quarantined }) => [waiting, quarantined])];
  if (shown.every(({ length }) => length === 0)) {
    process.stderr.write("nothing waits, and nothing was sent in the last 30 days\n");
  }
}

async function showSchema(json: boolean | undefined): Promise<void> {
  const { stateDirFrom } = await import("@astrolabe/client");
  const { eventsPage, readDeclarations } = await import("@astrolabe/client/declare");
  const declarations = readDeclarations(stateDirFrom(process.env));
  if (json) process.stdout.write(`${JSON.stringify({ declarations })}\n`);
  else if (declarations.length > 0) process.stdout.write(declarations.map(eventsPage).join("\n"));
  else process.stderr.write("no tool has recorded here that declares what it may send\n");
}

function showRows(heading: string, rows: readonly string[]): void {
  if (rows.length === 0) return;
  process.stderr.write(`${heading}:\n`);
  process.stdout.write(rows.map((row) => `${row}\n`).join(""));
}

async function forget({ json = false }: JsonOption): Promise<void> {
  const { runForget } = await import("./forget.ts");
  await runForget(process.env, json);
}

async function flush({ json }: JsonOption): Promise<void> {
  const { flushSpool, isTruthy, resolveConsent, stateDirFrom } = await import("@astrolabe/client");
  const env = process.env;
  const stateDir = stateDirFrom(env);
  const { mode, decidedBy } = resolveConsent({ env, stateDir });
  // Events that a command's own --analytics let be recorded may wait when nobody has chosen anything.
  if (mode !== "on" && decidedBy !== "default") {
    throw new Error(`nothing is sent while telemetry is ${mode}; see astrolabe telemetry status`);
  }
  if (isTruthy(env["EVENTS_DEBUG"]))
    throw new Error("EVENTS_DEBUG is set, and then nothing is sent; unset it first");
  const url = env["EVENTS_URL"]?.trim();
  if (!url) throw new Error("EVENTS_URL is not set, so there is nowhere to send to");
  const options = { stateDir, url, token: env["EVENTS_TOKEN"]?.trim(), ignoreBackoff: true };
  let report = await flushSpool(options);
  // The sender in the background may have it all in hand at this moment: it is done, or gives up, within a few seconds.
  const patienceEndMs = Date.now() + flushPatienceMs;
  while (report.waiting > 0 && report.outcome === undefined && Date.now() < patienceEndMs) {
    await sleep(flushRetryMs);
    report = await flushSpool(options);
  }
  const { sent, duplicate, quarantined, waiting, outcome } = report;
  process.stdout.write(
    json
      ? `${JSON.stringify({ sent, duplicate, quarantined, waiting, outcome })}\n`
      : `${sent} sent, ${duplicate} already there, ${quarantined} refused for good, ${waiting} waiting\n`,
  );
  if (waiting === 0 || outcome?.kind === "accepted") return;
  if (outcome === undefined) throw new Error("could not send: another process is sending at this moment");
  const { describeOutcome } = await import("./telemetry-status.ts");
  throw new Error(`could not send: ${describeOutcome(outcome)}`);
}
