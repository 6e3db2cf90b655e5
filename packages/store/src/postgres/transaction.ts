import type pg from "pg";
import { idleInTransactionMs, statementTimeoutMs } from "../limits.ts";
import { advisoryLocks } from "./advisory-locks.ts";

// Everything is set for one transaction only: behind a connection pooler, the next one may be another program's. All
// names in the SQL have their schema, so that no search_path can lead elsewhere; numbers keep all their digits.
const settings = `SET LOCAL search_path = ''; SET LOCAL timezone = 'UTC'; SET LOCAL extra_float_digits = 1; SET LOCAL statement_timeout = ${statementTimeoutMs};
  SET LOCAL idle_in_transaction_session_timeout = ${idleInTransactionMs}`;

/** `set_config`: a commit has reached the disk when COMMIT returns, even if the database is set up to be careless. */
export const beginWrite: string = `BEGIN ISOLATION LEVEL READ COMMITTED; ${settings};
  SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'`;

/** Beside other collectors' commits, */
export const beginCommit: string = `${beginWrite}; SELECT pg_advisory_xact_lock_shared(${advisoryLocks.commit})`;

/** or alone, when they have come between: they wait until this transaction ends. */
export const beginCommitAlone: string = `${beginWrite}; SELECT pg_advisory_xact_lock(${advisoryLocks.commit})`;

/** All that is read inside is of one moment. */
export const beginRead: string = `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ${settings}`;

export async function inTransaction<T>(
  pool: pg.Pool,
  begin: string,
  run: (client: pg.ClientBase) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query(begin);
    const result = await run(client);
    await client.query("COMMIT");
    client.release();
    return result;
  } catch (error) {
    // A connection that can't even undo its transaction is closed, which undoes it.
    await client.query("ROLLBACK").then(
      () => client.release(),
      () => client.release(true),
    );
    throw error;
  }
}
