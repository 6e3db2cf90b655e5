import type { IncomingMessage } from "node:http";
import { rateExceeded } from "./api-error.ts";
import { addressGroup, createClientAddress } from "./client-address.ts";
import { createRateLimit } from "./rate-limit.ts";

/** Requests a second; without a number there is no limit. */
export interface Rates {
  /** Of one key, and of all who send none. */
  readonly perKey?: number | undefined;
  /** Of one client's address. */
  readonly perAddress?: number | undefined;
}

/** Holds clients to their rates; both throw an ApiError 429. Nothing of the request has been read then but its headers. */
export interface Admit {
  checkAddress(incoming: IncomingMessage): void;
  /** `token` was found good. */
  checkKey(token: string | undefined): void;
}

/** Load balancers ask for these often, and take a collector that refuses to answer for a sick one. */
const unlimitedPaths: ReadonlySet<string> = new Set(["/healthz", "/readyz"]);

export function createAdmit(rates: Rates, trustedProxies: readonly string[]): Admit {
  const perKey = rates.perKey === undefined ? undefined : createRateLimit(rates.perKey);
  const perAddress = rates.perAddress === undefined ? undefined : createRateLimit(rates.perAddress);
  const clientAddress = createClientAddress(trustedProxies);

  return {
    checkAddress(incoming) {
      if (perAddress === undefined || unlimitedPaths.has(incoming.url ?? "")) return;
      const waitSeconds = perAddress.take(addressGroup(clientAddress(incoming)), performance.now());
      if (waitSeconds > 0) throw rateExceeded("address", waitSeconds);
    },
    checkKey(token) {
      if (perKey === undefined) return;
      // The signature stands for the key: it is as good a name, short, and no secret is kept.
      const waitSeconds = perKey.take(token?.slice(token.lastIndexOf(".") + 1) ?? "", performance.now());
      if (waitSeconds > 0) throw rateExceeded("key", waitSeconds);
    },
  };
}
