import { checksum } from "./checksum.ts";
import { loadInstallSecret, noteBesideSecret, readInstallSecret } from "./install-secret.ts";
import { hmacSha256 } from "./sha256.ts";
import { randomBytes, uuidV5 } from "./uuid.ts";

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
  const identity = identityIn(env);
  if (kind === "uuid5" && identity !== "") return uuidV5(identity, dnsNamespace).replaceAll("-", "");
  const message = identity.trim().toLowerCase();
  const salt = env["EVENTS_SALT"];
  if (salt && identity !== "") return pseudonym(Buffer.from(salt), message);
  if (isDryRun) {
    const hex = readInstallSecret(stateDir)?.hex;
    return pseudonym(hex === undefined ? randomBytes(32) : Buffer.from(hex, "hex"), message);
  }

  // The hash is half of what recording costs, so its last result is kept beside the secret from which it was made.
  const secret = loadInstallSecret(stateDir);
  const notePrefix = `${checksum(message)} `;
  if (secret.note.startsWith(notePrefix)) return secret.note.slice(notePrefix.length);
  const developer = pseudonym(Buffer.from(secret.hex, "hex"), message);
  noteBesideSecret(stateDir, secret, notePrefix + developer);
  return developer;
}

function identityIn(env: NodeJS.ProcessEnv): string {
  const candidates = [env["GIT_AUTHOR_EMAIL"], env["EMAIL"], env["USER"], env["USERNAME"]];
  return candidates.find((candidate) => candidate?.trim()) ?? "";
}

function pseudonym(key: Buffer, message: string): string {
  return hmacSha256(key, Buffer.from(message)).toString("hex", 0, 16);
}
