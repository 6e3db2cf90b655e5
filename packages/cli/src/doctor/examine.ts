// Goes the way of an event and looks at each stage: this machine (consent, state directory, spool), the network (URL,
// proxy, name, connection, certificate), the server (answer, clock, key, table), and what it does with a row (round trip,
// policies, metric). A stage that can't be passed leaves the later ones unseen.
import { type Consent, isTruthy, proxyFor, resolveConsent, stateDirFrom } from "@astrolabe/client";
import type { Server } from "./ask.ts";
import { checkAnswer } from "./check-answer.ts";
import { checkCertificate } from "./check-certificate.ts";
import { checkClock } from "./check-clock.ts";
import { checkConnection } from "./check-connection.ts";
import { checkConsent } from "./check-consent.ts";
import { checkDiskSpace } from "./check-disk-space.ts";
import { checkEventsUrl, hostOf, httpUrlFrom } from "./check-events-url.ts";
import { checkInstallSecret } from "./check-install-secret.ts";
import { checkKey, unsendableKey } from "./check-key.ts";
import { checkMetric } from "./check-metric.ts";
import { checkNameResolution } from "./check-name-resolution.ts";
import { checkPolicies } from "./check-policies.ts";
import { checkProxy, portOf } from "./check-proxy.ts";
import { checkSpool } from "./check-spool.ts";
import { checkStateDir } from "./check-state-dir.ts";
import { checkTable, insertNothing } from "./check-table.ts";
import { type Check, checks, type Finding, problem, skipped, type Verdict } from "./finding.ts";
import { parseKey, roleOf } from "./parse-key.ts";
import { checkRoundTrip, makeRoundTrip } from "./round-trip.ts";

export interface Examination {
  readonly env: NodeJS.ProcessEnv;
  /** Whether a test row may be inserted. */
  readonly mayWrite: boolean;
}

/**
 * Yields at least one finding for each check, as they come. Never throws: what goes wrong is a finding. No finding holds
 * the key, not even where a server repeats it.
 */
export async function* examine(examination: Examination): AsyncGenerator<Finding, void, undefined> {
  const token = tokenFrom(examination.env);
  const seen = new Set<Check>();
  let last: Check = "consent";
  for await (const finding of goTheWay(examination)) {
    last = finding.check;
    seen.add(last);
    yield token === undefined
      ? finding
      : { ...finding, message: finding.message.replaceAll(token, "(the key)") };
  }
  for (const check of checks) {
    if (!seen.has(check))
      yield { check, ...skipped(`not looked at: ${last.replaceAll("-", " ")} comes first`) };
  }
}

async function* goTheWay({ env, mayWrite }: Examination): AsyncGenerator<Finding, void, undefined> {
  const stateDir = stateDirFrom(env);
  const consent = resolveConsent({ env, stateDir });
  const eventsUrl = env["EVENTS_URL"]?.trim() || undefined;
  yield* look("consent", () => checkConsent(consent, isTruthy(env["EVENTS_DEBUG"])));
  yield* look("state-directory", () => checkStateDir(stateDir, consent.mode));
  yield* look("install-secret", () => checkInstallSecret(stateDir));
  yield* look("disk-space", () => checkDiskSpace(stateDir));
  yield* look("spool", () => checkSpool(stateDir, eventsUrl, Date.now()));

  const token = tokenFrom(env);
  const url = httpUrlFrom(eventsUrl);
  yield* look("events-url", () => checkEventsUrl(eventsUrl, token !== undefined));
  if (url === undefined || !(yield* goThroughNetwork(url, env))) return;

  const key = parseKey(token);
  const server: Server = { url, key: key.kind === "unsendable" ? undefined : token };
  const answer = await insertNothing(server);
  const isAnswered = yield* look("answer", () => checkAnswer(answer, url));
  if (!isAnswered || answer.kind !== "answer") return;
  yield* look("clock", () => checkClock(answer));
  const isAccepted = yield* look("key", () =>
    key.kind === "unsendable" ? unsendableKey() : checkKey(key, answer, consent.mode === "on", Date.now()),
  );
  if (!isAccepted || !(yield* look("table", () => checkTable(answer, url)))) return;

  const role = roleOf(key);
  const whyNoRow = mayWrite ? refusalBy(consent) : "no test row is written under --no-write";
  const trip = whyNoRow === undefined ? await makeRoundTrip(server) : undefined;
  yield* look("round-trip", () =>
    trip === undefined ? skipped(whyNoRow ?? "") : checkRoundTrip(trip, role === "service_role"),
  );
  yield* look("policies", () => checkPolicies(server, role, trip));
  yield* look("metric", () => checkMetric(server));
}

function tokenFrom(env: NodeJS.ProcessEnv): string | undefined {
  return env["EVENTS_TOKEN"]?.trim() || undefined;
}

/** Returns whether the server can be reached. A proxy is what this machine has to reach, and it reaches the server. */
async function* goThroughNetwork(
  url: URL,
  env: NodeJS.ProcessEnv,
): AsyncGenerator<Finding, boolean, undefined> {
  if (!(yield* look("proxy", () => checkProxy(url, env)))) return false;
  const proxy = await proxyFor(url, env);
  const next = proxy ?? url;
  if (!(yield* look("name-resolution", () => checkNameResolution(hostOf(next))))) return false;
  if (!(yield* look("connection", () => checkConnection(hostOf(next), portOf(next))))) return false;
  return yield* look("certificate", () => {
    if (proxy !== undefined) return skipped("the proxy stands before the server; see the answer");
    if (url.protocol === "http:") return skipped("http has none");
    return checkCertificate(hostOf(url), portOf(url), Date.now());
  });
}

/** Whoever decided against sending is not asked to send a test row either. */
function refusalBy({ mode, decidedBy }: Consent): string | undefined {
  if (mode === "on" || decidedBy === "default") return undefined;
  return `telemetry is ${mode} here, so no test row is sent either`;
}

type Look = () => Verdict | readonly Verdict[] | Promise<Verdict | readonly Verdict[]>;

/** Returns whether the way goes on: no verdict is a problem. */
async function* look(check: Check, judge: Look): AsyncGenerator<Finding, boolean, undefined> {
  let isPassed = true;
  for (const verdict of await verdictsOf(judge)) {
    yield { check, ...verdict };
    isPassed &&= verdict.status !== "problem";
  }
  return isPassed;
}

async function verdictsOf(judge: Look): Promise<readonly Verdict[]> {
  try {
    return [await judge()].flat();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [problem(`it can't be looked at: ${reason}`, "mend what the message says, and look again")];
  }
}
