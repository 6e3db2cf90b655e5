// What recording an event does not need. Each file that is loaded costs a host about 0.3 ms at its start, so these are
// loaded when they are first called.

import type { Question } from "./ask-on-terminal.ts";
import type { Mode } from "./choice.ts";
import type { FlushOptions, FlushReport } from "./flush-spool.ts";
import type { SpoolState } from "./read-spool.ts";
import type { Answer, ExchangeOptions, Outcome, PostOptions } from "./transport.ts";

/**
 * Sends what waits for a URL: rows that arrived leave the spool, rows that the server refuses for good are set aside, and
 * the others stay. Rejects only when the state directory itself cannot be read or written.
 */
export async function flushSpool(options: FlushOptions): Promise<FlushReport> {
  return (await import("./flush-spool.ts")).flushSpool(options);
}

/** All that the spool holds, for its owner to look at. */
export async function readSpool(stateDir: string): Promise<SpoolState> {
  return (await import("./read-spool.ts")).readSpool(stateDir);
}

/**
 * Stores what the person at this machine decided. `off` erases what waits; a change to `on` or `local` puts it where it is
 * never sent. Rejects with the system's error when the state directory cannot be written.
 */
export async function choose(stateDir: string, mode: Mode): Promise<void> {
  (await import("./choose.ts")).choose(stateDir, mode);
}

/** Posts rows, each given as JSON text, as one JSON array. Never rejects: what went wrong is in the outcome. */
export async function postRows(rows: readonly string[], options: PostOptions): Promise<Outcome> {
  return (await import("./transport.ts")).postRows(rows, options);
}

/** One request, through whatever proxy the environment names. Rejects with the network's error. */
export async function exchange(url: string, options: ExchangeOptions): Promise<Answer> {
  return (await import("./transport.ts")).exchange(url, options);
}

/**
 * The proxy that requests for a URL go through, by the environment; undefined if there is none. Rejects with a TypeError
 * when the variable holds no address of a proxy.
 */
export async function proxyFor(url: URL, env: NodeJS.ProcessEnv): Promise<URL | undefined> {
  return (await import("./proxy.ts")).proxyFor(url, env);
}

export async function askOnTerminal(question: Question): Promise<void> {
  return (await import("./ask-on-terminal.ts")).askOnTerminal(question);
}
