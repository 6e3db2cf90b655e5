// Erases everything on this machine, and asks each server that knows it to forget it. In this order, so that whoever dies,
// or has no network, can go on:
//
//   1. Find out which server knows which pseudonym, and prove that they are ours.
//   2. Write that down (forget.json), on the disk.
//   3. Erase everything else here. From now on nothing but those proofs is left, and nothing more is sent.
//   4. Ask each server; what it has done is taken off the list.
//   5. Once more, erase what a recorder or a flusher may have put there that began before step 3.
//
// Dying before 2 has changed nothing. Dying later leaves forget.json: the next call starts with it.

import { fs, nodePath } from "../built-ins.ts";
import { readInstallSecret, secretPath } from "../install-secret.ts";
import { sentDir } from "../noted-servers.ts";
import { askServer, type ServerOutcome } from "./ask-server.ts";
import { countLocal, eraseLocal, removeIfEmpty, type ErasedLocal } from "./erase-local.ts";
import { findOwnPseudonyms } from "./own-pseudonyms.ts";
import { writePending, type PendingForget } from "./pending.ts";
import { serversThatKnow } from "./servers-that-know.ts";

/** What came of it, for one pseudonym at one server. */
export interface ForgetReceipt {
  /** The server's events endpoint, without user, password and query. */
  readonly url: string;
  readonly developer: string;
  readonly outcome: ServerOutcome;
}

export interface Forgotten {
  readonly local: ErasedLocal;
  readonly servers: readonly ForgetReceipt[];
}

/**
 * Rejects with the system's error when the state directory cannot be read or written; calling it again goes on. Servers that
 * can't be reached don't make it fail: they are in the receipt, and stay pending. `onAsk` hears of each server before it is
 * asked, which may take a minute.
 */
export async function forget(
  stateDir: string,
  env: NodeJS.ProcessEnv,
  onAsk: (url: string) => void = () => {},
): Promise<Forgotten> {
  const own = findOwnPseudonyms(stateDir, env);
  const questions = serversThatKnow(stateDir, env, own);
  const secret = readInstallSecret(stateDir)?.hex;
  const local = countLocal(stateDir);

  const pending = new Map(
    questions
      .filter(({ developer }) => !own.guessable.has(developer))
      .map((question) => [keyOf(question), question]),
  );
  if (pending.size > 0) writePending(stateDir, [...pending.values()]);
  if (fs.existsSync(stateDir)) eraseLocal(stateDir);

  const servers: ForgetReceipt[] = [];
  // Nobody waits for the same server twice.
  const unavailable = new Map<string, ServerOutcome>();
  const ask = async ({ url, developer, proof }: PendingForget): Promise<ServerOutcome> => {
    if (!URL.canParse(url)) return lost;
    if (own.guessable.has(developer)) return claimable;
    if (proof === undefined) return unprovable;
    const known = unavailable.get(url);
    if (known !== undefined) return known;
    onAsk(url);
    const outcome = await askServer({ ...accessTo(url, env), proof, env });
    if (outcome.kind === "pending") unavailable.set(url, outcome);
    return outcome;
  };
  for (const question of questions) {
    const { url, developer } = question;
    const outcome = await ask(question);
    servers.push({ url, developer, outcome });
    if (outcome.kind === "pending") continue;
    pending.delete(keyOf(question));
    writePending(stateDir, [...pending.values()]);
  }

  eraseLeftovers(stateDir, secret);
  removeIfEmpty(stateDir);
  return { local, servers };
}

/** Not what was recorded since: that has another secret, and a spool. */
function eraseLeftovers(stateDir: string, secret: string | undefined): void {
  if (secret !== undefined && readInstallSecret(stateDir)?.hex === secret) fs.rmSync(secretPath(stateDir));
  const isUsed = fs.existsSync(nodePath.join(stateDir, "spool"));
  if (!isUsed) fs.rmSync(sentDir(stateDir), { recursive: true, force: true });
}

function keyOf({ url, developer }: PendingForget): string {
  return `${developer} ${url}`;
}

const lost: ServerOutcome = {
  kind: "not_erased",
  reason: "where these events were sent is not written down here any more",
};

const claimable: ServerOutcome = {
  kind: "not_erased",
  reason:
    'this pseudonym was made by `identity: "uuid5"`: anybody who can guess the name behind it could claim it',
};

const unprovable: ServerOutcome = {
  kind: "pending",
  reason: "this pseudonym was made with an EVENTS_SALT, or a name, that is not in this environment",
};

/** The environment's URL may have a user, a password and a query that the noted one has not; its token is for it alone. */
function accessTo(
  url: string,
  env: NodeJS.ProcessEnv,
): { readonly url: string; readonly token: string | undefined } {
  const given = env["EVENTS_URL"]?.trim() ?? "";
  if (!URL.canParse(given)) return { url, token: undefined };
  const { origin, pathname } = new URL(given);
  if (origin + pathname !== url) return { url, token: undefined };
  return { url: given, token: env["EVENTS_TOKEN"]?.trim() || undefined };
}
