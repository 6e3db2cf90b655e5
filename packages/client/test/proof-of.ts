import { pseudonym } from "../src/developer.ts";
import type { Proof } from "../src/forget/proof.ts";

/** What the owner of a key can say of the pseudonym that it makes of an identity. */
export function proofOf(key: Uint8Array, identity: string): Proof {
  const { developer, outer, inner } = pseudonym(key, identity);
  return { developer, state: outer.toString("hex"), inner: inner.toString("hex") };
}
