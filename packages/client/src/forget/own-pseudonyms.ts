import { guessablePseudonym, identitiesIn, pseudonym, type Pseudonym } from "../developer.ts";
import { readInstallSecret } from "../install-secret.ts";
import { joinHmac } from "../sha256.ts";
import type { Proof } from "./proof.ts";

export interface OwnPseudonyms {
  /** Those that can be proven, by pseudonym. */
  readonly proofs: ReadonlyMap<string, Proof>;
  /** Those of older clients: anybody who can guess the identity could claim them. */
  readonly guessable: ReadonlySet<string>;
  /** The one that other machines of the same person have, too: made with `EVENTS_SALT`. */
  readonly shared: string | undefined;
}

/** The pseudonyms that the install secret, its notes and this environment can make. */
export function findOwnPseudonyms(stateDir: string, env: NodeJS.ProcessEnv): OwnPseudonyms {
  const identities = identitiesIn(env);
  const secret = readInstallSecret(stateDir);
  const key = secret && Buffer.from(secret.hex, "hex");
  const salt = env["EVENTS_SALT"];
  const salted = salt ? identities.map((identity) => pseudonym(Buffer.from(salt), identity)) : [];
  const installed = key === undefined ? [] : [...identities, ""].map((identity) => pseudonym(key, identity));
  const noted = key === undefined ? [] : (secret?.notes ?? []).flatMap((note) => parseNote(key, note) ?? []);
  return {
    proofs: new Map([...salted, ...installed, ...noted].map((each) => [each.developer, toProof(each)])),
    guessable: new Set(identities.map(guessablePseudonym)),
    shared: salted[0]?.developer,
  };
}

/** A note that `developerOf` made of a pseudonym, perhaps of an identity that nothing here tells any more. */
function parseNote(key: Buffer, note: string): Pseudonym | undefined {
  const [, developer, inner] = /^[0-9a-f]{16} ([0-9a-f]{32}) ([0-9a-f]{64})$/.exec(note) ?? [];
  if (developer === undefined || inner === undefined) return undefined;
  const halves = { outer: pseudonym(key, "").outer, inner: Buffer.from(inner, "hex") };
  return joinHmac(halves).toString("hex", 0, 16) === developer ? { developer, ...halves } : undefined;
}

function toProof({ developer, outer, inner }: Pseudonym): Proof {
  return { developer, state: outer.toString("hex"), inner: inner.toString("hex") };
}
