import {
  type Choice,
  type Consent,
  type LastSend,
  type Outcome,
  readChoice,
  readSpool,
  resolveConsent,
  stateDirFrom,
} from "@astrolabe/client";
import { shownUrl } from "./destination.ts";

/** What `astrolabe telemetry status --json` prints: counts of rows, and instants in ISO 8601. */
export interface TelemetryStatus {
  readonly mode: Consent["mode"];
  readonly decided_by: Consent["decidedBy"];
  readonly choice: Choice | null;
  /** `EVENTS_URL` without what may be secret in it, or null. */
  readonly url: string | null;
  readonly state_dir: string;
  readonly destinations: readonly DestinationStatus[];
  readonly local: number;
  readonly sent: number;
  /** Events that had to go because too much waited; from the counts that wait, or were sent in the last 30 days. */
  readonly dropped: number;
}

interface DestinationStatus {
  readonly url: string;
  readonly waiting: number;
  readonly refused: number;
  readonly last_send: {
    readonly at: string;
    readonly outcome: string;
    readonly not_before: string | null;
  } | null;
}

export async function readTelemetryStatus(env: NodeJS.ProcessEnv): Promise<TelemetryStatus> {
  const stateDir = stateDirFrom(env);
  const { mode, decidedBy } = resolveConsent({ env, stateDir });
  const { destinations, local, sent } = await readSpool(stateDir);
  const url = env["EVENTS_URL"]?.trim();
  return {
    mode,
    decided_by: decidedBy,
    choice: readChoice(stateDir) ?? null,
    url: url ? shownUrl(url) : null,
    state_dir: stateDir,
    destinations: destinations.map(({ waiting, quarantined, lastSend, ...destination }) => ({
      url: destination.url,
      waiting: waiting.length,
      refused: quarantined.length,
      last_send: lastSend === undefined ? null : describeSend(lastSend),
    })),
    local: local.length,
    sent: sent.length,
    dropped: countDropped([...sent, ...destinations.flatMap(({ waiting }) => waiting), ...local]),
  };
}

/** A count that was sent twice, because its answer was lost, counts once. */
function countDropped(rows: readonly string[]): number {
  const counts = new Map<unknown, number>();
  for (const row of rows.filter((each) => each.includes('"astrolabe-dropped"'))) {
    const { id, payload } = JSON.parse(row) as {
      id?: unknown;
      payload?: { name?: unknown; count?: unknown };
    };
    if (payload?.name === "astrolabe-dropped") counts.set(id, Number(payload.count));
  }
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

function describeSend({ atMs, outcome, notBeforeMs }: LastSend): DestinationStatus["last_send"] {
  return {
    at: new Date(atMs).toISOString(),
    outcome: describeOutcome(outcome),
    not_before: notBeforeMs === undefined ? null : new Date(notBeforeMs).toISOString(),
  };
}

/** What came of a send, in words. */
export function describeOutcome(outcome: Outcome): string {
  if (outcome.kind === "accepted") return "accepted";
  if (outcome.kind === "retryable") return outcome.reason;
  return `HTTP ${outcome.status}: ${outcome.answer.trim()}`;
}

/** The status in plain words, for the person at the terminal. */
export function statusText(status: TelemetryStatus): string {
  const lines = [
    `Telemetry is ${status.mode}${meaningOf(status)}.`,
    `Decided by ${deciders[status.decided_by]}.`,
    status.choice === null
      ? "Nothing was chosen here."
      : `Chosen here: ${status.choice.mode}, at ${status.choice.since}.`,
    status.url === null ? "EVENTS_URL is not set." : `EVENTS_URL is ${status.url}.`,
    `Everything is kept in ${status.state_dir}.`,
    `Sent in the last 30 days: ${status.sent}. Kept here and never sent: ${status.local}.`,
    ...(status.dropped > 0 ? [`Dropped, because too much waited: ${status.dropped}.`] : []),
    ...status.destinations.flatMap(destinationLines),
  ];
  return `${lines.join("\n")}\n`;
}

function meaningOf({ mode, url }: TelemetryStatus): string {
  if (mode === "off") return ": nothing is recorded, and nothing is sent";
  if (mode === "local") return ": events are recorded on this machine, and nothing is sent";
  if (url === null) return ", but EVENTS_URL is not set: nothing is recorded, and nothing is sent";
  return ": events are recorded and sent";
}

const deciders: Readonly<Record<TelemetryStatus["decided_by"], string>> = {
  DO_NOT_TRACK: "the variable DO_NOT_TRACK",
  flag: "the flag --analytics or --no-analytics",
  EVENTS_ENABLED: "the variable EVENTS_ENABLED",
  choice: "the choice made here",
  default: "the default, since nobody chose",
};

function destinationLines({ url, waiting, refused, last_send: lastSend }: DestinationStatus): string[] {
  const next = lastSend?.not_before ? `; the next is not before ${lastSend.not_before}` : "";
  return [
    `For ${url}: ${waiting} waiting, ${refused} refused for good.`,
    ...(lastSend === null ? [] : [`  Last send at ${lastSend.at}: ${lastSend.outcome}${next}.`]),
    ...(/^HTTP 40[134]:/.test(lastSend?.outcome ?? "")
      ? ["  The events are kept. Check EVENTS_TOKEN and EVENTS_URL with `astrolabe doctor`."]
      : []),
  ];
}
