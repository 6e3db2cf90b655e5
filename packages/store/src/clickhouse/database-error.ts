import { StoreBusyError } from "../event-store.ts";
import { maxReasonChars } from "../limits.ts";
import { QueryError } from "../query-error.ts";
import type { DatabaseName } from "./address.ts";

/**
 * Error codes: https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp. Passing are timeouts, too
 * many queries or parts, a network between servers that fails, want of memory, a server that is being stopped.
 */
const passing = new Set([32, 159, 160, 202, 203, 209, 210, 236, 241, 242, 252, 279, 285, 319, 394, 999]);
const advice: ReadonlyMap<number, string> = new Map([
  [60, "Open the store once with a user that may make tables"],
  [81, "Create it, on every server of a cluster, or name another in the URL"],
  [164, "Use a user that may write and change settings"],
  [170, "Look at the cluster's name in the URL, and at remote_servers in the server's configuration"],
  [192, "Look at the user in the URL"],
  [193, "Look at the user and the password in the URL"],
  [194, "Look at the user and the password in the URL"],
  [243, "Free some space: then it goes on by itself"],
  [497, "Grant it to the user in the URL"],
  [516, "Look at the user and the password in the URL"],
  [701, "Look at the cluster's name in the URL, and at remote_servers in the server's configuration"],
]);

/**
 * Says what couldn't be done with which database, why, and what to do: a QueryError when the fault is the caller's, a
 * StoreBusyError when trying again later may help.
 */
export function describeError(couldNot: string, database: DatabaseName, error: unknown): Error {
  if (error instanceof QueryError || error instanceof StoreBusyError) return error;
  const reason = reasonOf(error);
  if (error instanceof UnusableDatabaseError) return new Error(`${couldNot} ${database}: ${reason}`);
  const code = codeOf(error);
  if (code === undefined) {
    return new StoreBusyError(
      `${couldNot} ${database}: ${reason || "no connection"}. Look whether the server runs and can be reached from here`,
    );
  }
  if (passing.has(code)) {
    return new StoreBusyError(`${couldNot} ${database}: ${reason}. Try again a little later`);
  }
  const next = advice.get(code);
  return new Error(`${couldNot} ${database}: ${reason}${next === undefined ? "" : `. ${next}`}`);
}

/** The server answers, but the database is none that this version can use. */
export class UnusableDatabaseError extends Error {}

/** What the server numbered its error with; undefined when the server didn't answer. */
function codeOf(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("code" in error && /^\d+$/.test(String(error.code))) return Number(error.code);
  const [, code] = /^Code: (\d+)/.exec(error.message) ?? []; // Before version 20 its message was all there was.
  return code === undefined ? undefined : Number(code);
}

/** Without the query that an old server repeats at length. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const [, reason = text] = /DB::Exception: (.*?)(?:, e\.what\(\)|$)/s.exec(text) ?? [];
  return reason.trim().replace(/\.$/, "").slice(0, maxReasonChars);
}
