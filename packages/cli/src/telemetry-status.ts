import { existsSync } from "node:fs";
import {
  type Choice,
  type Consent,
  type LastSend,
  type Outcome,
  isTruthy,
  readChoice,
  readSpool,
  resolveConsent,
  stateDirFrom,
} from "@astrolabe/client";
import { readPending } from "@astrolabe/client/forget";
import { shownUrl } from "./destination.ts";

/** What `astrolabe telemetry status --json` prints: counts of rows, and instants in ISO 8601. */
export interface TelemetryStatus {
  readonly mode: Consent["mode"];
  readonly decided_by: Consent["decidedBy"];
  /** Whether an event would be recorded now, and whether it would be sent. */
  readonly records: boolean;
  readonly sends: boolean;
  readonly choice: Choice | null;
  /** `EVENTS_URL` without what may be secret in it, or null. */
  readonly url: string | null;
  readonly state_dir: string;
  /** Whether that folder is there: if not, nothing is kept. */
  readonly has_files: boolean;
  readonly destinations: readonly DestinationStatus[];
  readonly local: number;
  readonly sent: number;
  /** When the last of them was; null without any. */
  readonly last_sent_at: string | null;
  /** Events that had to go because too much waited; from the counts that wait, or were sent in the last 30 days. */
  readonly dropped: number;
  /** Servers that have yet to erase what `astrolabe telemetry forget` asked them to. */
  readonly pending_forget: readonly string[];
}

export interface DestinationStatus {
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
  const { destinations, local, sent, lastSentMs } = await readSpool(stateDir);
  const url = env["EVENTS_URL"]?.trim();
  const isDebugged = isTruthy(env["EVENTS_DEBUG"]);
  const sends = mode === "on" && isPostable(url) && !isDebugged;
  return {
    mode,
    decided_by: decidedBy,
    records: sends || (mode === "local" && !isDebugged),
    sends,
    choice: readChoice(stateDir) ?? null,
    url: url ? shownUrl(url) : null,
    state_dir: stateDir,
    has_files: existsSync(stateDir),
    destinations: destinations.map(({ waiting, quarantined, lastSend, ...destination }) => ({
      url: destination.url,
      waiting: waiting.length,
      refused: quarantined.length,
      last_send: lastSend === undefined ? null : describeSend(lastSend),
    })),
    local: local.length,
    sent: sent.length,
    last_sent_at: lastSentMs === undefined ? null : new Date(lastSentMs).toISOString(),
    dropped: countDropped([...sent, ...destinations.flatMap(({ waiting }) => waiting), ...local]),
    pending_forget: [...new Set(readPending(stateDir).map((each) => each.url))],
  };
}

function isPostable(url: string | undefined): boolean {
  return url !== undefined && URL.canParse(url) && ["http:", "https:"].includes(new URL(url).protocol);
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
