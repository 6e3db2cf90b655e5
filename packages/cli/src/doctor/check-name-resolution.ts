import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { checkTimeoutMs } from "../limits.ts";
import { ok, problem, type Verdict } from "./finding.ts";

/** Whether the host has an address, as the programs of this machine see it. */
export async function checkNameResolution(host: string): Promise<Verdict> {
  if (isIP(host) !== 0) return ok(`${host} is an address`);
  try {
    const addresses = await addressesOf(host);
    return ok(`${host} is ${addresses.join(" and ")}`);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOTFOUND") {
      return problem(
        `nobody knows the name ${host}`,
        "correct it in EVENTS_URL; if it is right, this machine is offline, or a VPN that knows the name is not on",
      );
    }
    const reason = error instanceof Error ? error.message : String(error);
    return problem(
      `${host}: ${reason}`,
      "this machine's name server does not answer: mend its network first",
    );
  }
}

/** All addresses of a host, in the system's order. Rejects with the system's error, or when it takes too long. */
export async function addressesOf(host: string): Promise<string[]> {
  const late = new AbortController();
  const timeout = sleep(checkTimeoutMs, undefined, { signal: late.signal }).then(() => {
    throw new Error(`no answer within ${checkTimeoutMs / 1000} s`);
  });
  try {
    const found = await Promise.race([lookup(host, { all: true }), timeout]);
    return [...new Set(found.map(({ address }) => address))];
  } finally {
    timeout.catch(() => {});
    late.abort();
  }
}
