import { maxRememberedTokens } from "./limits.ts";
import type { Claims } from "./claims.ts";

/** Claims of tokens whose signature was found good; the oldest is forgotten first. */
export class TokenCache {
  readonly #claims = new Map<string, Claims>();

  get(token: string): Claims | undefined {
    return this.#claims.get(token);
  }

  set(token: string, claims: Claims): void {
    if (this.#claims.size >= maxRememberedTokens) {
      for (const oldest of this.#claims.keys()) {
        this.#claims.delete(oldest);
        break;
      }
    }
    this.#claims.set(token, claims);
  }
}
