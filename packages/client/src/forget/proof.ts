import { joinHmac } from "../sha256.ts";

/**
 * What only the owner of a pseudonym's key can say: the halves of the HMAC that the pseudonym is the beginning of. Nobody
 * can undo them to the key, or test a guess of the identity with them. docs/decisions/forgetting.md says what that rests on.
 */
export interface Proof {
  /** The pseudonym: 32 lower-case hex digits. */
  readonly developer: string;
  /** SHA-256's state after the HMAC's outer key: 64 lower-case hex digits. */
  readonly state: string;
  /** The HMAC's inner digest: 64 lower-case hex digits. */
  readonly inner: string;
}

const formats: Readonly<Record<keyof Proof, RegExp>> = {
  developer: /^[0-9a-f]{32}$/,
  state: /^[0-9a-f]{64}$/,
  inner: /^[0-9a-f]{64}$/,
};

/** Whether a value has a proof's form: these three members, of these lengths, and nothing else. */
export function isProof(value: unknown): value is Proof {
  if (typeof value !== "object" || value === null) return false;
  const members = new Map<string, unknown>(Object.entries(value));
  const isWellFormed = ([name, format]: [string, RegExp]): boolean => {
    const member = members.get(name);
    return typeof member === "string" && format.test(member);
  };
  return members.size === 3 && Object.entries(formats).every(isWellFormed);
}

/** Whether a proof is one: the halves make the pseudonym. Takes the same time whatever they make. */
export function isProven({ developer, state, inner }: Proof): boolean {
  const made = joinHmac({ outer: Buffer.from(state, "hex"), inner: Buffer.from(inner, "hex") });
  const { timingSafeEqual } = process.getBuiltinModule("node:crypto");
  return timingSafeEqual(made.subarray(0, developer.length / 2), Buffer.from(developer, "hex"));
}
