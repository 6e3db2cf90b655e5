// astrolabe serve: opens the store, starts the collector, says how to point clients at it, and drains on a signal.
import { join } from "node:path";
import type { PseudonymKind, Pseudonyms } from "@astrolabe/collector";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Logger } from "pino";
import { createCommand } from "./create-program.ts";
import { environmentHelp } from "./environment-help.ts";
import { readDeclarationFiles } from "./read-declaration-files.ts";
import { parseCount } from "./read-report.ts";
import { shellQuoted } from "./shell-quoted.ts";

interface ServeOptions {
  readonly host: string;
  readonly port: number;
  readonly store?: string | undefined;
  readonly events?: readonly string[] | undefined;
  readonly pseudonyms?: PseudonymKind | undefined;
  readonly public?: boolean | undefined;
  readonly goal?: number | undefined;
  readonly minGroup?: number | undefined;
  readonly keepRaw?: string | undefined;
}

export function createServeCommand(): Command {
  return createCommand("serve", "Run the collector: it takes events by HTTP and keeps them.")
    .option("--host <address>", "the address to listen on; 0.0.0.0 is every one of this machine", "127.0.0.1")
    .option("--port <number>", "the port to listen on; 0 takes one that is free", parsePort, 54321)
    .option(
      "--store <url>",
      "where events are kept: sqlite:PATH, postgres://… or clickhouse://…; without: events.db in the data directory",
    )
    .option(
      "--events <files...>",
      "take only events that are as these files declare them: a tool's EVENTS.json",
    )
    .addOption(
      new Option(
        "--pseudonyms <kind>",
        "store developers under other names, made with keys of this collector: another one each week, or one",
      ).choices(["weekly", "stable"]),
    )
    .option("--public", "let anybody see the dashboard's complete weeks; small groups stay hidden")
    .option("--goal <number>", "draw a goal for the number, in runs per developer", parseGoal)
    .option(
      "--min-group <developers>",
      "the smallest group that the dashboard shows (default: 5)",
      parseCount,
    )
    .option("--keep-raw <days>", "keep raw rows for so many days, at least 31d; every number stays")
    .addHelpText("after", help)
    .action(serve);
}

const help = `
Prints two export lines that point clients at it, and a line that begins with "listening on" once it takes
requests. Logs go to standard error, and so does a link that opens the dashboard, once and within an hour. SIGTERM or
Ctrl-C finishes what is under way and ends; a second one ends at once.
${environmentHelp("ASTROLABE_DATA_DIR", "ASTROLABE_JWT_SECRET")}
Examples:
  astrolabe serve
  astrolabe serve --host 0.0.0.0 --port 8080 --store sqlite:/var/lib/astrolabe/events.db
`;

async function serve(asked: ServeOptions): Promise<void> {
  const {
    host,
    port,
    store: storeUrl,
    events,
    pseudonyms: kind,
    public: isPublic,
    goal,
    minGroup,
    keepRaw,
  } = asked;
  const { dataDirFrom, loadSecret, mintKey, startCollector } = await import("@astrolabe/collector");
  const { openStore } = await import("@astrolabe/store");
  const { pino } = await import("pino");

  const { keepRawMs } = await import("./keep-raw.ts");
  const { keepPruning } = await import("./keep-pruning.ts");

  const keepMs = keepRaw === undefined ? undefined : keepRawMs(keepRaw);
  const declared = events && (await readDeclarationFiles(events));
  const dataDir = dataDirFrom(process.env);
  const secret = await loadSecret({ dataDir, env: process.env });
  // A person at a terminal wants to hear of trouble alone; a log file wants the whole story.
  const logger = pino({ level: process.stderr.isTTY ? "warn" : "info" }, pino.destination(process.stderr.fd));
  const pseudonyms = await pseudonymsOf(kind, join(dataDir, "pseudonym-keys"), logger);
  const store = await openStore(storeUrl ?? `sqlite:${join(dataDir, "events.db")}`);
  try {
    const dashboard = { isPublic, goal, minGroup };
    const options = { store, secret, host, port, logger, declared, pseudonyms, dashboard };
    const collector = await startCollector(options).catch((error: unknown) => {
      throw couldNotListen(error, host, port);
    });
    const pruning = keepMs === undefined ? undefined : keepPruning(store, keepMs, logger);
    const ended = untilSignal();
    const origin = `http://${reachableHost(host)}:${collector.port}`;
    process.stdout.write(
      `export EVENTS_URL=${shellQuoted(`${origin}/rest/v1/events`)}\n` +
        `export EVENTS_TOKEN=${shellQuoted(await mintKey("anon", secret))}\n` +
        `listening on ${origin}\n`,
    );
    const link = origin + collector.createSessionLink();
    if (process.stderr.isTTY) process.stderr.write(`dashboard, to be opened once within an hour: ${link}\n`);
    else logger.info({ link }, "dashboard, to be opened once within an hour");
    await ended;
    await pruning?.stop();
    await collector.close();
  } finally {
    pseudonyms?.close();
    await store.close();
  }
}

/** A flag that was forgotten must not bring the names back that the rows before it were kept from. */
async function pseudonymsOf(
  kind: PseudonymKind | undefined,
  dir: string,
  logger: Logger,
): Promise<Pseudonyms | undefined> {
  const { holdsPseudonymKeys, openPseudonyms } = await import("@astrolabe/collector");
  if (kind !== undefined) return openPseudonyms({ kind, dir, logger });
  if (!holdsPseudonymKeys(dir)) return undefined;
  throw new Error(
    `this collector has given developers other names, with the keys in ${dir}. ` +
      "Start it with --pseudonyms weekly or stable, or take that folder away to store developers as they come.",
  );
}

/** Resolves on the first SIGTERM or SIGINT. From then on a second one ends the process as if nobody listened to it. */
function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    const drain = (): void => {
      process.off("SIGTERM", drain).off("SIGINT", drain);
      resolve();
    };
    process.on("SIGTERM", drain).on("SIGINT", drain);
  });
}

function couldNotListen(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") {
    return new Error(
      `port ${port} of ${host} is taken. Give another one with --port, or 0 for any that is free.`,
    );
  }
  if (code === "EACCES")
    return new Error(`may not listen on port ${port}. Give one of 1024 or more with --port.`);
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
    return new Error(`${host} is no address of this machine. Give one with --host, e.g. 127.0.0.1.`);
  }
  return error;
}

/** The host to write into a URL: a client can't call "every address". */
function reachableHost(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}

function parseGoal(text: string): number {
  const goal = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || !(goal > 0))
    throw new InvalidArgumentError("It must be a number of runs per developer above 0, e.g. 6.5.");
  return goal;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError("It must be a number from 0 to 65535.");
  return port;
}
