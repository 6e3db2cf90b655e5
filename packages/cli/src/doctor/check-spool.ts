import { type DestinationState, readSpool } from "@astrolabe/client";
import { shownUrl } from "../destination.ts";
import { staleMs } from "../limits.ts";
import { describeOutcome } from "../telemetry-status.ts";
import { ok, problem, type Verdict, warning } from "./finding.ts";
import { plainText } from "./plain-text.ts";

/** What waits, what was refused, and what came of the last send, for each URL. */
export async function checkSpool(
  stateDir: string,
  eventsUrl: string | undefined,
  nowMs: number,
): Promise<Verdict[]> {
  const { destinations, local, sent } = await readSpool(stateDir);
  const url = eventsUrl === undefined ? undefined : shownUrl(eventsUrl);
  const verdicts = destinations.flatMap((destination) => [
    ...refused(destination),
    ...waiting(destination, url, nowMs),
  ]);
  if (verdicts.length > 0) return verdicts;
  const kept = local.length > 0 ? `, ${local.length} kept here and never sent` : "";
  return [ok(`nothing waits; ${sent.length} sent in the last 30 days${kept}`)];
}

function refused({ url, quarantined }: DestinationState): Verdict[] {
  const byServer = quarantined.filter(({ status }) => status !== 0);
  const torn = quarantined.length - byServer.length;
  const last = byServer.at(-1);
  const verdicts: Verdict[] = [];
  if (last !== undefined) {
    verdicts.push(
      problem(
        `${byServer.length} refused for good by ${url}, the last with HTTP ${last.status}: ${plainText(last.answer)}`,
        "`astrolabe telemetry show` prints them and each answer. They are not sent again; `astrolabe telemetry off` erases them, and all that waits",
      ),
    );
  }
  if (torn > 0) {
    verdicts.push(
      warning(
        `${torn} for ${url} torn by a crash or a full disk, and set aside`,
        "nothing is to be done: `astrolabe telemetry show` prints what is left of them",
      ),
    );
  }
  return verdicts;
}

function waiting(
  { url, waiting: rows, lastSend }: DestinationState,
  eventsUrl: string | undefined,
  nowMs: number,
): Verdict[] {
  const [oldest] = rows;
  if (oldest === undefined) return [];
  const sinceMs = recordedMs(oldest) ?? nowMs;
  const what = `${rows.length} waiting for ${url} since ${new Date(sinceMs).toISOString()}`;
  if (url !== eventsUrl) {
    return [
      warning(
        `${what}; events go only where they were recorded for, and EVENTS_URL is ${eventsUrl ?? "not set"}`,
        `EVENTS_URL='${url}' astrolabe telemetry flush`,
      ),
    ];
  }
  if (lastSend !== undefined && lastSend.outcome.kind !== "accepted") {
    const { atMs, outcome, failures, notBeforeMs = 0 } = lastSend;
    const sends = failures === 1 ? "the last send" : `the last ${failures} sends`;
    const why = `${new Date(atMs).toISOString()} with "${plainText(describeOutcome(outcome))}"`;
    const next = notBeforeMs > nowMs ? `; the next is not before ${new Date(notBeforeMs).toISOString()}` : "";
    return [
      warning(
        `${what}; ${sends} failed, at ${why}${next}`,
        "mend what is said below; then `astrolabe telemetry flush` sends at once",
      ),
    ];
  }
  if (nowMs - sinceMs > staleMs) {
    return [warning(`${what}, and nobody sends them`, "`astrolabe telemetry flush` sends them now")];
  }
  return [ok(what)];
}

/** When a row was made, in epoch milliseconds: the first 48 bits of its id (RFC 9562, section 5.7). */
function recordedMs(row: string): number | undefined {
  const [, high, low] = /"id":"([0-9a-f]{8})-([0-9a-f]{4})-7/i.exec(row) ?? [];
  return high === undefined || low === undefined ? undefined : Number.parseInt(high + low, 16);
}
