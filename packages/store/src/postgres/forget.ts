import type pg from "pg";
import { StoreBusyError } from "../event-store.ts";
import type { Forgotten, Tombstone } from "../event-store.ts";
import { forgetTimeoutMs, maxCommitAttempts, maxWaitingDevelopers } from "../limits.ts";
import { advisoryLocks } from "./advisory-locks.ts";
import type { DatabaseName } from "./connect.ts";
import { describeError, isWorthRepeating } from "./database-error.ts";
import { beginWrite, inTransaction } from "./transaction.ts";

interface ForgottenRow {
  readonly developer: string;
  readonly ms: string;
  readonly events: string;
  readonly totals: string;
}

const noteSql = "SELECT astrolabe.note_forgotten($1)";
const forgetSql = `SELECT developer, extract(epoch from forgotten_at) * 1000 AS ms, events, totals
  FROM astrolabe.forget($1)`;

/**
 * In two transactions: while tombstones are made, nobody else may insert, and that must not last as long as it takes to
 * delete the rows.
 */
export function createForget(
  pool: pg.Pool,
  database: DatabaseName,
): (developers: readonly string[]) => Promise<Forgotten[]> {
  async function query(text: string, developers: readonly string[]): Promise<ForgottenRow[]> {
    const begin = `${beginWrite}; SET LOCAL statement_timeout = ${forgetTimeoutMs}`;
    return inTransaction(pool, begin, async (client) => {
      const asked = { text, values: [developers], query_timeout: forgetTimeoutMs + patienceMs };
      return (await client.query<ForgottenRow>(asked)).rows;
    });
  }

  async function repeatedly(text: string, developers: readonly string[]): Promise<ForgottenRow[]> {
    for (let attempt = 1; attempt <= maxCommitAttempts; attempt += 1) {
      try {
        return await query(text, developers);
      } catch (error) {
        if (!isWorthRepeating(error)) throw error;
      }
    }
    throw new StoreBusyError("Other programs change the same rows. Try again a little later");
  }

  async function forget(developers: readonly string[]): Promise<Forgotten[]> {
    try {
      await repeatedly(noteSql, developers);
      const rows = await repeatedly(forgetSql, developers);
      const byDeveloper = new Map(rows.map((row) => [row.developer, row]));
      return developers.flatMap((developer) => toForgotten(byDeveloper.get(developer)) ?? []);
    } catch (error) {
      throw describeError("Nobody was forgotten in the database", database, error);
    }
  }

  // One after the other: each may look at every row, and connections are few.
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  return async (developers) => {
    if (waiting >= maxWaitingDevelopers) {
      throw new StoreBusyError("Too many wait to be forgotten. Try again a little later");
    }
    waiting += 1;
    const turn = last.then(() => forget(developers));
    last = turn.then(leave, leave);
    return turn;
  };

  function leave(): void {
    waiting -= 1;
  }
}

/** How much longer than the server this side waits, in milliseconds. */
const patienceMs = 5_000;

function toForgotten(row: ForgottenRow | undefined): Forgotten | undefined {
  if (row === undefined) return undefined;
  const { developer, ms, events, totals } = row;
  return { developer, forgottenAtMs: Number(ms), events: Number(events), totals: Number(totals) };
}

/** Developers whose erasure was begun and not finished. */
export async function readUnfinished(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ developer: string }>(
    "SELECT developer FROM astrolabe.forgotten WHERE NOT finished",
  );
  return rows.map(({ developer }) => developer);
}

export async function readTombstones(client: pg.ClientBase): Promise<Tombstone[]> {
  const { rows } = await client.query<{ developer: string; ms: string }>(
    `SELECT developer, floor(extract(epoch from forgotten_at) * 1000)::bigint AS ms
    FROM astrolabe.forgotten ORDER BY developer`,
  );
  return rows.map(({ developer, ms }) => ({ developer, forgottenAtMs: Number(ms) }));
}

/** Keeps those who insert away, as `astrolabe.note_forgotten` does. */
export async function carryTombstones(
  client: pg.ClientBase,
  tombstones: readonly Tombstone[],
): Promise<void> {
  await client.query(`SELECT pg_advisory_xact_lock(${advisoryLocks.commit})`);
  await client.query(
    `INSERT INTO astrolabe.forgotten (developer, forgotten_at)
    SELECT developer, to_timestamp("forgottenAtMs" / 1000.0)
    FROM json_to_recordset($1) AS tombstone (developer text, "forgottenAtMs" bigint)
    ORDER BY developer ON CONFLICT DO NOTHING`,
    [JSON.stringify(tombstones)],
  );
}
