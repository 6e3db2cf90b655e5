import { connect, isIPv6 } from "node:net";
import { checkTimeoutMs } from "../limits.ts";
import { startTheServer } from "./advice.ts";
import { addressesOf } from "./check-name-resolution.ts";
import { ok, problem, type Verdict, warning } from "./finding.ts";

interface Attempt {
  /** Address and port. */
  readonly to: string;
  readonly isLoopback: boolean;
  /** Why there was no connection; undefined if there was one. */
  readonly failure: string | undefined;
}

/** Whether the port takes connections, by IPv4 and by IPv6 where the host has both. */
export async function checkConnection(host: string, port: number): Promise<Verdict> {
  const addresses = await addressesOf(host);
  const tried = [addresses.find((each) => !isIPv6(each)), addresses.find((each) => isIPv6(each))];
  const attempts = await Promise.all(
    tried.filter((address) => address !== undefined).map((address) => attempt(address, port)),
  );
  const failed = attempts.filter(({ failure }) => failure !== undefined);
  const made = attempts.filter(({ failure }) => failure === undefined).map(({ to }) => to);
  const failures = failed.map(({ to, failure }) => `${to} ${failure}`).join(", ");
  if (made.length === 0) return problem(failures, mendOf(failures));
  // A server for this machine alone often listens on one of the two, and a refusal by oneself costs no time.
  const elsewhere = failed.filter(({ isLoopback }) => !isLoopback);
  if (elsewhere.length === 0) return ok(`${made.join(" and ")} takes connections`);
  return warning(
    `${made.join(" and ")} takes connections, but ${failures}: each request may lose time there`,
    "have the server listen on that address too, or take it out of the name server",
  );
}

function attempt(address: string, port: number): Promise<Attempt> {
  const to = `${isIPv6(address) ? `[${address}]` : address}:${port}`;
  const isLoopback = address === "::1" || address.startsWith("127.");
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, timeout: checkTimeoutMs });
    const end = (failure: string | undefined): void => {
      socket.destroy();
      resolve({ to, isLoopback, failure });
    };
    socket.once("connect", () => end(undefined));
    socket.once("timeout", () => end(`does not answer within ${checkTimeoutMs / 1000} s`));
    socket.once("error", (error: NodeJS.ErrnoException) => end(inWords(error)));
  });
}

function inWords({ code, message }: NodeJS.ErrnoException): string {
  if (code === "ECONNREFUSED") return "refuses connections";
  if (code === "ENETUNREACH" || code === "EHOSTUNREACH") return "can't be reached from this network";
  return message;
}

function mendOf(failures: string): string {
  if (failures.includes("refuses")) return `nobody listens there: ${startTheServer}`;
  return `a firewall or a missing VPN or proxy is in the way, or the server is down: ${startTheServer}`;
}
