import { checksum } from "./checksum.ts";
import { loadInstallSecret, noteBesideSecret, readInstallSecret } from "./install-secret.ts";
import { hmacHalves, joinHmac, type HmacHalves } from "./sha256.ts";
import { randomBytes, uuidV5 } from "./uuid.ts";

const pseudonymDigits = 32;

/** RFC 9562, section 6.6. */
const dnsNamespace = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";

export interface DeveloperQuestion {
  readonly env: NodeJS.ProcessEnv;
  readonly stateDir: string;
  readonly identity?: "uuid5" | undefined;
  /** Nothing may be written: an installation without a secret gets a pseudonym for this once. */
  readonly isDryRun?: boolean | undefined;
}

/**
 * The pseudonym of whoever runs this: 32 lower-case hex digits, the first 128 bits of HMAC-SHA-256 over the trimmed
 * lower-case identity. The key is `EVENTS_SALT`, which makes one person on two machines one developer, or else a random
 * secret of this installation, which nobody can undo. Somebody without any identity gets the installation's secret even
 * if there is a salt: the salt alone would make all such people one.
 */
export function developerOf({ env, stateDir, identity: kind, isDryRun }: DeveloperQuestion): string {
  const [identity = ""] = identitiesIn(env);
  if (kind === "uuid5" && identity !== "") return guessablePseudonym(identity);
  const salt = env["EVENTS_SALT"];
  if (salt && identity !== "") return pseudonym(Buffer.from(salt), identity).developer;
  if (isDryRun) {
    const hex = readInstallSecret(stateDir)?.hex;
    return pseudonym(hex === undefined ? randomBytes(32) : Buffer.from(hex, "hex"), identity).developer;
  }

  // The hash is half of what recording costs, so its results are kept beside the secret from which they were made.
  const secret = loadInstallSecret(stateDir);
  const notePrefix = `${checksum(messageOf(identity))} `;
  const note = secret.notes.find((each) => each.startsWith(notePrefix));
  if (note !== undefined) return note.slice(notePrefix.length, notePrefix.length + pseudonymDigits);
  const { developer, inner } = pseudonym(Buffer.from(secret.hex, "hex"), identity);
  noteBesideSecret(stateDir, secret, `${notePrefix}${developer} ${inner.toString("hex")}`);
  return developer;
}

/** What somebody may go by, the first of which they do; none if no variable says. */
export function identitiesIn(env: NodeJS.ProcessEnv): string[] {
  const candidates = [env["GIT_AUTHOR_EMAIL"], env["EMAIL"], env["USER"], env["USERNAME"]];
  return candidates.flatMap((candidate) => (candidate?.trim() ? [candidate] : []));
}

/** A pseudonym with what proves that one has its key: the halves of its HMAC. */
export interface Pseudonym extends HmacHalves {
  readonly developer: string;
}

export function pseudonym(key: Uint8Array, identity: string): Pseudonym {
  const halves = hmacHalves(key, Buffer.from(messageOf(identity)));
  return { developer: joinHmac(halves).toString("hex", 0, pseudonymDigits / 2), ...halves };
}

/** As older clients made it: whoever can guess the identity can make it too. */
export function guessablePseudonym(identity: string): string {
  return uuidV5(identity, dnsNamespace).replaceAll("-", "");
}

function messageOf(identity: string): string {
  return identity.trim().toLowerCase();
}
