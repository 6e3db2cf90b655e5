// astrolabe serve: reads the settings, opens the store, starts the collector, says how to point clients at it, renews
// secrets and certificate on SIGHUP, and drains on a signal to end.
import { isatty } from "node:tty";
import type { Command } from "commander";
import { createCommand } from "./create-program.ts";
import { environmentHelp } from "./environment-help.ts";
import { couldNotListen } from "./serve/could-not-listen.ts";
import { printCheck } from "./serve/print-check.ts";
import { readSettings } from "./serve/read-settings.ts";
import type { ReadSettings } from "./serve/read-settings.ts";
import { readTlsFiles } from "./serve/read-tls-files.ts";
import { settingFlag, settingVariable } from "./serve/setting.ts";
import { settingKeys, settings as table } from "./serve/settings.ts";
import type { Settings } from "./serve/settings.ts";
import { storeUrlOf } from "./serve/store-url.ts";
import { shellQuoted } from "./shell-quoted.ts";

interface ServeFlags extends Readonly<Record<string, unknown>> {
  readonly config?: string | undefined;
  readonly check?: boolean | undefined;
  readonly json?: boolean | undefined;
}

export function createServeCommand(): Command {
  const command = createCommand("serve", "Run the collector: it takes events by HTTP and keeps them.");
  for (const key of settingKeys) {
    const { help: meaning, fallbackText } = table[key];
    command.option(
      settingFlag(key, table[key]),
      `${meaning}${fallbackText && ` (default: ${fallbackText})`}`,
    );
  }
  return command
    .option(
      "--config <file>",
      'read settings from a file of JSON, e.g. {"port": 8080}; flags and variables are stronger',
    )
    .option("--check", "look whether it could start with these settings, say what was found, and end")
    .option("--json", "with --check, print one JSON array")
    .addHelpText("after", help)
    .action(serve);
}

const help = `
Prints two export lines that point clients at it, and a line that begins with "listening on" once it takes
requests. Logs go to standard error, and so does a link that opens the dashboard, once and within an hour. SIGTERM or
Ctrl-C finishes what is under way and ends; a second one ends at once.
SIGHUP reads the secret file and the certificate again; no connection is closed.

Each setting is also a variable, ${settingVariable("port")} for --port, and a key of the file, "port". A flag is stronger than a
variable, a variable than the file.
${environmentHelp("ASTROLABE_CONFIG", "ASTROLABE_DATA_DIR", "ASTROLABE_JWT_SECRET")}
Examples:
  astrolabe serve
  astrolabe serve --host 0.0.0.0 --port 8080 --store sqlite:/var/lib/astrolabe/events.db
  astrolabe serve --config /etc/astrolabe.json --check
`;

async function serve({ config, check, json, ...flags }: ServeFlags, command: Command): Promise<void> {
  const { dataDirFrom } = await import("@astrolabe/collector");
  const file = config ?? (process.env["ASTROLABE_CONFIG"] || undefined);
  const read = await readSettings({ flags, env: process.env, file });
  const dataDir = dataDirFrom(process.env);
  if (check) return printCheck({ read, dataDir, env: process.env, asJson: json ?? false });
  refuseFaults(read, command);
  await run(read.settings, dataDir);
}

function refuseFaults({ faults }: ReadSettings, command: Command): void {
  const usage = faults.find(({ isUsage }) => isUsage);
  if (usage !== undefined) command.error(usage.message);
  if (faults.length > 0) throw new Error(faults.map(({ message }) => message).join("\n"));
}

async function run(settings: Settings, dataDir: string): Promise<void> {
  const { findSecrets, loadSecrets, mintKey, startCollector } = await import("@astrolabe/collector");
  const { openStore } = await import("@astrolabe/store");
  const { pino } = await import("pino");
  const { openChosenPseudonyms } = await import("./serve/open-chosen-pseudonyms.ts");
  const { readDeclarationFiles } = await import("./read-declaration-files.ts");
  const { keepRawMs } = await import("./keep-raw.ts");
  const { keepPruning } = await import("./keep-pruning.ts");
  const { host, port, events, keyRate, addressRate, collectors, trustProxy, traceUrl } = settings;
  const keepMs = settings.keepRaw === undefined ? undefined : keepRawMs(settings.keepRaw);
  const dashboard = { isPublic: settings.public, goal: settings.goal, minGroup: settings.minGroup };

  const source = findSecrets({ dataDir, env: process.env, file: settings.secretFile });
  const readRenewable = async () => {
    const [secret, ...previousSecrets] = await loadSecrets(source);
    return { secret, previousSecrets, tls: await readTlsFiles(settings) };
  };
  const declared = events.length === 0 ? undefined : await readDeclarationFiles(events);
  const renewable = await readRenewable();
  // A person at a terminal wants to hear of trouble alone; a log file wants the whole story.
  const logger = pino({ level: process.stderr.isTTY ? "warn" : "info" }, pino.destination(process.stderr.fd));
  const pseudonyms = await openChosenPseudonyms(settings, dataDir, logger);
  const store = await openStore(storeUrlOf(settings, dataDir));
  // Each collector allows its part, so that together they never allow more.
  const rates = {
    perKey: keyRate && keyRate / collectors,
    perAddress: addressRate && addressRate / collectors,
  };
  try {
    const options = {
      ...renewable,
      store,
      host,
      port,
      logger,
      declared,
      pseudonyms,
      dashboard,
      rates,
      trustedProxies: trustProxy,
      traceUrl,
    };
    const collector = await startCollector(options).catch((error: unknown) => {
      throw couldNotListen(error, host, port);
    });
    const pruning = keepMs === undefined ? undefined : keepPruning(store, keepMs, logger);
    const ended = untilSignal();
    onHangUp(() => {
      readRenewable()
        .then(collector.renew)
        .catch((error: unknown) => {
          logger.error({ err: error }, "SIGHUP changed nothing");
        });
    });
    const origin = `${new URL(collector.url).protocol}//${reachableHost(host)}:${collector.port}`;
    process.stdout.write(
      `export EVENTS_URL=${shellQuoted(`${origin}/rest/v1/events`)}\n` +
        `export EVENTS_TOKEN=${shellQuoted(await mintKey("anon", renewable.secret))}\n` +
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

/** SIGHUP asks to renew, unless it says what it first meant: that the terminal was closed. Then the process ends. */
function onHangUp(renew: () => void): void {
  const hadTerminal = isatty(process.stderr.fd);
  // A terminal that was closed takes no words any more; the signal follows.
  if (hadTerminal) process.stderr.on("error", () => {});
  process.on("SIGHUP", () => {
    if (hadTerminal && !isatty(process.stderr.fd)) process.kill(process.pid, "SIGTERM");
    else renew();
  });
}

/** The host to write into a URL: a client can't call "every address". */
function reachableHost(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}
