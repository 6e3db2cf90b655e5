import type { LookupFunction } from "node:net";

/**
 * Makes a `lookup` for a request that must be over in time. The system's own, getaddrinfo, can't be stopped: while a name
 * server keeps silent, by default for 10 seconds, it keeps the process from ending, and process.exit() too. So the name
 * server is asked in a way that can be stopped, and only once it has said something, whatever that is, the system is.
 */
export function lookupInTime(timeoutMs: number): LookupFunction {
  return (host, options, callback) => {
    const { lookup, Resolver } = process.getBuiltinModule("node:dns");
    if (host === "localhost") {
      lookup(host, options, callback);
      return;
    }
    new Resolver({ timeout: Math.ceil(timeoutMs), tries: 1 }).resolve4(host, (error) => {
      if (error?.code === "ETIMEOUT") callback(error, "");
      else lookup(host, options, callback);
    });
  };
}
