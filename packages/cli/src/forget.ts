import { resolveConsent, stateDirFrom } from "@astrolabe/client";
import { forget, type Forgotten, type ForgetReceipt } from "@astrolabe/client/forget";
import { shellQuoted } from "./shell-quoted.ts";

/** What `astrolabe telemetry forget --json` prints. */
interface ReceiptJson {
  /** Rows, and whether there was what else is kept. */
  readonly erased_here: Forgotten["local"];
  readonly servers: readonly ServerReceiptJson[];
  readonly state_dir: string;
}

interface ServerReceiptJson {
  readonly url: string;
  readonly developer: string;
  readonly outcome: ForgetReceipt["outcome"]["kind"];
  /** ISO 8601, by the server's clock. */
  readonly forgotten_at?: string;
  readonly deleted?: { readonly events: number; readonly weekly_totals: number };
  readonly reason?: string;
  /** A shell command for whoever has the server's service key. */
  readonly operator_can?: string;
}

/**
 * Erases everything on this machine, asks the servers, and prints the receipt.
 * Throws, once the receipt is printed, when a server has not erased what it should.
 */
export async function runForget(env: NodeJS.ProcessEnv, json: boolean): Promise<void> {
  const stateDir = stateDirFrom(env);
  const forgotten = await forget(stateDir, env, (url) => {
    if (process.stderr.isTTY) process.stderr.write(`asking ${url} …\n`);
  });
  process.stdout.write(
    json ? `${JSON.stringify(receiptJson(forgotten, stateDir))}\n` : receiptText(forgotten),
  );
  if (!json) process.stderr.write(afterwards(env, stateDir));
  const kinds = forgotten.servers.map(({ outcome }) => outcome.kind);
  if (kinds.includes("pending")) {
    throw new Error("not everything is forgotten yet: run astrolabe telemetry forget again to finish");
  }
  if (kinds.includes("not_erased")) {
    throw new Error("a server has not erased anything: the receipt says what its operator can do");
  }
}

function receiptJson({ local, servers }: Forgotten, stateDir: string): ReceiptJson {
  return { erased_here: local, servers: servers.map(serverJson), state_dir: stateDir };
}

function serverJson({ url, developer, outcome }: ForgetReceipt): ServerReceiptJson {
  const { kind } = outcome;
  if (kind === "erased") {
    const { forgottenAt, events, totals } = outcome;
    const deleted = { events, weekly_totals: totals };
    return { url, developer, outcome: kind, forgotten_at: forgottenAt, deleted };
  }
  const { reason } = outcome;
  if (kind === "pending") return { url, developer, outcome: kind, reason };
  return { url, developer, outcome: kind, reason, operator_can: operatorCommand(url, developer) };
}

function receiptText({ local, servers }: Forgotten): string {
  return `${[`Erased on this machine: ${localText(local)}.`, ...servers.flatMap(serverLines)].join("\n")}\n`;
}

function localText({
  waiting,
  refused,
  sent,
  local,
  choice,
  secret,
  declarations,
}: Forgotten["local"]): string {
  const parts = [
    [waiting, "waiting"],
    [refused, "refused"],
    [local, "kept here"],
    [sent, "sent in the last 30 days"],
  ] as const;
  const rows = parts.filter(([count]) => count > 0);
  const sum = rows.reduce((total, [count]) => total + count, 0);
  const which = rows.map(([count, what]) => `${count} ${what}`).join(", ");
  const things = [
    ...(sum > 0 ? [`${counted(sum, "event")} (${which})`] : []),
    ...(choice ? ["what was chosen"] : []),
    ...(secret ? ["the secret that made the pseudonym"] : []),
    ...(declarations > 0 ? ["what tools had declared"] : []),
  ];
  return things.length > 0 ? things.join("; ") : "nothing, there was nothing";
}

function serverLines({ url, developer, outcome }: ForgetReceipt): string[] {
  if (outcome.kind === "erased") {
    const { forgottenAt, events, totals } = outcome;
    const what = `${counted(events, "event")} and ${counted(totals, "weekly total")} of ${developer}`;
    return [`Erased at ${url}: ${what}, asked at ${forgottenAt}.`];
  }
  if (outcome.kind === "pending") {
    return [`Not yet erased at ${url}: ${developer}. ${sentence(outcome.reason)}`];
  }
  return [
    `NOT erased at ${url}: ${developer}. ${sentence(outcome.reason)}`,
    "  Whoever runs that server, and has its service key, can erase it:",
    `  ${operatorCommand(url, developer)}`,
  ];
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

function sentence(text: string): string {
  const trimmed = text.trim().replace(/\.$/, "");
  return `${trimmed.slice(0, 1).toUpperCase()}${trimmed.slice(1)}.`;
}

function operatorCommand(url: string, developer: string): string {
  const rows = shellQuoted(`${url}?payload->>developer=eq.${developer}`);
  return `curl -X DELETE -H "apikey: $SERVICE_KEY" -H "Authorization: Bearer $SERVICE_KEY" ${rows}`;
}

/** The choice is gone; a variable may still have things recorded. */
function afterwards(env: NodeJS.ProcessEnv, stateDir: string): string {
  const { mode, decidedBy } = resolveConsent({ env, stateDir });
  if (mode === "off") return "Telemetry is off.\n";
  const variable = decidedBy === "EVENTS_ENABLED" ? decidedBy : "a choice made meanwhile";
  const next = env["EVENTS_SALT"]
    ? "EVENTS_SALT makes the same pseudonym again"
    : "the next event makes another pseudonym";
  return `Telemetry is ${mode}, by ${variable}: ${next}.\n`;
}
