import { fs, nodePath } from "./built-ins.ts";
import { appendRow } from "./append-row.ts";
import { isTruthy, resolveConsent, type Consent } from "./consent.ts";
import { destinationDir, makeDestination } from "./destination.ts";
import { developerOf } from "./developer.ts";
import { droppedName, type Json } from "./event.ts";
import { formatEventRow } from "./event-row.ts";
import type { FlushReport } from "./flush-spool.ts";
import { awaitDeadlineMs } from "./limits.ts";
import { flushSpool } from "./on-demand.ts";
import { localDir, makeSpoolFolder } from "./segment.ts";
import { runRecorded } from "./run-recorded.ts";
import { startFlusher } from "./start-flusher.ts";
import { stateDirFrom } from "./state-dir.ts";
import { wrapProgram, type WrapOptions } from "./wrap/wrap-program.ts";

export interface TelemetryOptions {
  /** Where rows are posted, http or https; stronger than `EVENTS_URL`. */
  readonly url?: string | undefined;
  /** The key for that URL; stronger than `EVENTS_TOKEN`. */
  readonly token?: string | undefined;
  /** What the host's argument parser made of `--analytics` or `--no-analytics`; without it `argv` is looked at. */
  readonly analytics?: boolean | undefined;
  /** Where spool and choice are kept; stronger than `ASTROLABE_STATE_DIR`. */
  readonly stateDir?: string | undefined;
  /** Counts people together with older clients, by a pseudonym that can be guessed: UUIDv5 of the identity. */
  readonly identity?: "uuid5" | undefined;
  /**
   * What the tool has declared: `defineEvents` of `@astrolabe/client/declare` makes it. Of each event, however it is
   * recorded, only what is declared is; the rest is left out and counted.
   */
  readonly events?: EventCheck | undefined;
  /** Instead of `process.env`. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** The command's own arguments, instead of `process.argv.slice(2)`. */
  readonly argv?: readonly string[] | undefined;
  /**
   * `await`: no process is left behind. recordEvent sends what waits itself and resolves when that is done, or has failed, or
   * the deadline is over. For containers and functions, which end with their main process.
   */
  readonly flush?: "await" | undefined;
  /** How long such an await may take, in milliseconds; then connections are cut and rows stay. Default 3,000. */
  readonly flushDeadlineMs?: number | undefined;
}

/** Holds events to a declaration. */
export interface EventCheck {
  /** What of an event may be recorded; undefined if it is not declared. Throws when the declaration itself is wrong. */
  check(name: string, payload: Payload): Payload | undefined;
  /** Lays the declaration beside what was recorded, for the person at the terminal. Throws the system's error. */
  keep(stateDir: string): void;
}

export type Payload = Readonly<Record<string, Json | undefined>>;

export interface Telemetry {
  /** As {@link recordEvent}. */
  record(name: string, payload?: Payload): Promise<boolean>;
  /**
   * Calls a function, times it, and records its outcome once: `exit_code` (0, or 1 if it throws or its promise is rejected),
   * `start_ts`, `end_ts`, `latency_ms`, and the payload. Returns what the function returns, throws what it throws.
   */
  run<Result>(name: string, run: () => Result, payload?: Payload): Result;
  /**
   * Gives a program of commander, yargs or citty, or a command class of oclif, the flags `--analytics` and `--no-analytics`,
   * and records the end of the process: `exit_code`, `start_ts`, `end_ts`, `latency_ms`, and as `command` the declared
   * names of the command that ran. Its arguments are not recorded; help pages and the version are no runs. Call it once,
   * after the commands are declared and before arguments are parsed. Returns the program. Never throws.
   */
  wrap<Program extends object>(program: Program, options?: WrapOptions): Program;
  /** Sends what waits now, from this process. */
  flush(options?: { readonly deadlineMs?: number | undefined }): Promise<FlushReport>;
  /** What may be recorded and sent at this moment. */
  readonly consent: Consent;
}

/** Telemetry with the same options for every event. It holds nothing open and need not be closed. */
export function createTelemetry(options: TelemetryOptions = {}): Telemetry {
  return {
    record: (name, payload) => recordEvent(name, payload, options),
    run: (name, run, payload = {}) =>
      runRecorded((outcome) => recordEvent(name, outcome, options), run, payload),
    wrap(program, wrapOptions = {}) {
      wrapProgram(program, wrapOptions, (name, payload, flag) =>
        recordEvent(name, payload, { ...options, ...flag }),
      );
      return program;
    },
    flush: ({ deadlineMs } = {}) => flush(options, deadlineMs),
    get consent() {
      return consentNow(options);
    },
  };
}

/**
 * Records that something happened. All its work is done before it returns, so it may be called right before
 * `process.exit()`, and in an exit handler. Resolves to true when the event is on disk, to false when it was not recorded:
 * telemetry is off, there is no URL, the event cannot be said in JSON, the disk is full. Never throws or rejects.
 * With `flush: "await"` it resolves later, to the same.
 */
export function recordEvent(
  name: string,
  payload: Payload = {},
  options: TelemetryOptions = {},
): Promise<boolean> {
  try {
    const settled = settle(options);
    if (settled.consent.mode === "off") return Promise.resolve(false);
    const checked = options.events === undefined ? payload : options.events.check(name, payload);
    const isWritten =
      checked === undefined
        ? writeRow(droppedName, { count: 1 }, settled, options)
        : writeRow(name, checked, settled, options);
    if (isWritten) keepDeclaration(options.events, settled.stateDir);
    const isRecorded = isWritten && checked !== undefined;
    if (!isWritten || options.flush !== "await") return Promise.resolve(isRecorded);
    return flush(options, options.flushDeadlineMs ?? awaitDeadlineMs).then(() => isRecorded);
  } catch {
    // The host never pays: what can't be recorded is not recorded.
    return Promise.resolve(false);
  }
}

function keepDeclaration(events: EventCheck | undefined, stateDir: string): void {
  try {
    events?.keep(stateDir);
  } catch {
    // The event counts more than what explains it.
  }
}

/** Is the row on disk? */
function writeRow(
  name: string,
  payload: Payload,
  { consent, stateDir, url, token, env }: Settled,
  options: TelemetryOptions,
): boolean {
  const { identity } = options;
  if (isTruthy(env["EVENTS_DEBUG"])) {
    const developer = developerOf({ env, stateDir, identity, isDryRun: true });
    fs.writeSync(2, `${formatEventRow({ name, payload, developer, env })}\n`);
    return false;
  }

  if (consent.mode === "on" && url === undefined) return false;
  const developer = developerOf({ env, stateDir, identity });
  const row = formatEventRow({ name, payload, developer, env });
  // A choice that is made at this moment takes the folder away. Whoever has to make it anew asks again.
  const askAgain = (): void => {
    if (settle(options).consent.mode !== consent.mode) throw new Error("another choice was made meanwhile");
  };
  if (consent.mode === "local" || url === undefined) {
    const dir = localDir(stateDir);
    appendRow(dir, row, () => {
      makeSpoolFolder(dir);
      askAgain();
    });
    return true;
  }
  const dir = destinationDir(stateDir, url);
  appendRow(dir, row, () => {
    makeDestination(dir, url);
    askAgain();
  });
  if (options.flush === "await") return true;
  try {
    startFlusher({ stateDir, dir, url, token, env });
  } catch {
    // The event is on disk; the next one, or `astrolabe telemetry flush`, brings it on its way.
  }
  return true;
}

interface Settled {
  readonly consent: Consent;
  readonly stateDir: string;
  /** undefined if there is none, or none that rows can be posted to. */
  readonly url: string | undefined;
  readonly token: string | undefined;
  readonly env: NodeJS.ProcessEnv;
}

/** What all these options and the environment come to at this moment. */
export function settle(options: TelemetryOptions): Settled {
  const env = options.env ?? process.env;
  const stateDir = options.stateDir ? nodePath.resolve(options.stateDir) : stateDirFrom(env);
  const argv = options.argv ?? process.argv.slice(2);
  const consent = resolveConsent({ env, argv, analytics: options.analytics, stateDir });
  const url = (options.url || env["EVENTS_URL"])?.trim();
  // The environment's token belongs to the environment's URL, and travels to no other.
  const itsToken =
    options.url && env["EVENTS_URL"] && options.url !== env["EVENTS_URL"] ? "" : env["EVENTS_TOKEN"];
  const token = (options.token ?? itsToken)?.trim() || undefined;
  return { consent, stateDir, url: isHttpUrl(url) ? url : undefined, token, env };
}

function isHttpUrl(text: string | undefined): boolean {
  return text !== undefined && URL.canParse(text) && ["http:", "https:"].includes(new URL(text).protocol);
}

/** Never throws: what can't be found out is off. */
export function consentNow(options: TelemetryOptions): Consent {
  try {
    return settle(options).consent;
  } catch {
    return { mode: "off", decidedBy: "default" };
  }
}

async function flush(options: TelemetryOptions, deadlineMs: number | undefined): Promise<FlushReport> {
  try {
    const { consent, stateDir, url, token, env } = settle(options);
    if (consent.mode === "on" && url && !isTruthy(env["EVENTS_DEBUG"])) {
      return await flushSpool({ stateDir, url, token, deadlineMs, env, isInHost: true });
    }
  } catch {
    // As with recording: the host never pays.
  }
  return { sent: 0, duplicate: 0, quarantined: 0, waiting: 0 };
}
