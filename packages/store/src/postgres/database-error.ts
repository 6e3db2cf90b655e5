import pg from "pg";
import { StoreBusyError } from "../event-store.ts";
import { ForgottenError, QueryError } from "../query-error.ts";
import type { DatabaseName } from "./connect.ts";

/** SQLSTATEs, or their classes: https://www.postgresql.org/docs/15/errcodes-appendix.html */
const callersMistakes = ["22", "23", "42703", "54", "P0001"];
const passing = ["08", "25P03", "40", "53", "55P03", "57"];
const advice: ReadonlyMap<string, string> = new Map([
  ["25006", "It takes no writes: name the primary server, or a role that may write"],
  ["28000", "Look at the user in the URL, and at the server's pg_hba.conf"],
  ["28P01", "Look at the user and the password in the URL"],
  ["3D000", "Create it, or name another in the URL"],
  ["42501", "Grant it to the role in the URL, or use the role that made the tables"],
  ["42P01", "Open the store once with the role that may make tables"],
]);

/**
 * Says what couldn't be done with which database, why, and what to do: a QueryError when the fault is the caller's, a
 * StoreBusyError when trying again later may help.
 */
export function describeError(couldNot: string, database: DatabaseName, error: unknown): Error {
  if (error instanceof QueryError || error instanceof StoreBusyError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof UnusableDatabaseError) return new Error(`${couldNot} ${database}: ${reason}`);
  if (!(error instanceof pg.DatabaseError)) {
    return new StoreBusyError(
      `${couldNot} ${database}: ${reason || "no connection"}. Look whether the server runs and can be reached from here`,
    );
  }
  const code = error.code ?? "";
  if (error.constraint === "events_not_forgotten_check")
    return new ForgottenError(code, reason, error.detail);
  if (callersMistakes.some((known) => code.startsWith(known))) {
    return new QueryError(code, reason, error.detail, error.hint);
  }
  if (passing.some((known) => code.startsWith(known))) {
    return new StoreBusyError(`${couldNot} ${database}: ${reason}. Try again a little later`);
  }
  const next = advice.get(code);
  return new Error(`${couldNot} ${database}: ${reason}${next === undefined ? "" : `. ${next}`}`);
}

/** The server answers, but the database is none that this version can use. */
export class UnusableDatabaseError extends Error {}

/** Deadlock, serialization failure: PostgreSQL says that the same again may work. */
export function isWorthRepeating(error: unknown): boolean {
  return error instanceof pg.DatabaseError && (error.code === "40P01" || error.code === "40001");
}
