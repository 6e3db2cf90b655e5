import type pg from "pg";
import { applyWrite, eventsOf } from "../apply-write.ts";
import { StoreBusyError } from "../event-store.ts";
import { createLedgerDelta } from "../ledger-delta.ts";
import { maxCommitAttempts } from "../limits.ts";
import type { Commit, OutcomeOf, Transaction, Write } from "../write.ts";
import type { DatabaseName } from "./connect.ts";
import { describeError, isWorthRepeating } from "./database-error.ts";
import { insertRows, lookUp, replacePayloads } from "./events-table.ts";
import type { PostgresRow } from "./events-table.ts";
import { addToLedger } from "./ledger.ts";
import { createNsmTable } from "./nsm-table.ts";
import { beginCommit, beginCommitAlone, inTransaction } from "./transaction.ts";

/**
 * When the connection is lost while it commits, nobody knows whether it did: the writes are rejected, and whoever sends
 * the same ids again learns what became of them.
 */
export function createCommit(pool: pg.Pool, database: DatabaseName): Commit<PostgresRow> {
  async function commitOnce(writes: readonly Write[], begin: string): Promise<OutcomeOf<Write>[]> {
    return inTransaction(pool, begin, async (client) => {
      const nsm = await createNsmTable(
        client,
        writes.flatMap((write) => (write.kind === "totals" ? write.totals : [])),
      );
      const { taken, horizonMs } = await lookUp(client, eventsOf(writes));
      const transaction: Transaction<PostgresRow> = {
        isForgotten: () => false, // A trigger looks, whoever inserts.
        taken,
        inserts: [],
        replacements: new Map(),
        horizonMs,
        ledger: createLedgerDelta(),
        nsm,
      };
      const outcomes = writes.map((write) => applyWrite(write, transaction));
      const inserted = await insertRows(client, transaction.inserts);
      if (inserted < transaction.inserts.length) throw new OvertakenError();
      await replacePayloads(client, [...transaction.replacements.values()]);
      await addToLedger(client, transaction.ledger);
      await nsm.write();
      return outcomes;
    });
  }

  return async (writes) => {
    try {
      for (let attempt = 1; attempt <= maxCommitAttempts; attempt += 1) {
        try {
          return await commitOnce(writes, attempt === 1 ? beginCommit : beginCommitAlone);
        } catch (error) {
          if (!(error instanceof OvertakenError || isWorthRepeating(error))) throw error;
        }
      }
      throw new StoreBusyError("Other programs store the same rows. Try again a little later");
    } catch (error) {
      throw describeError("Nothing was stored in the database", database, error);
    }
  };
}

/** Between the look at what is stored and the insert, another collector stored one of the ids. */
class OvertakenError extends Error {}
