import type pg from "pg";
import { StoreBusyError } from "../event-store.ts";
import { maxWaitingReads } from "../limits.ts";
import type { DatabaseName } from "./connect.ts";
import { describeError } from "./database-error.ts";
import { beginRead, inTransaction } from "./transaction.ts";

/** Runs a read in a transaction of its own. @throws StoreBusyError when too many reads wait already */
export type Reader = <T>(read: (client: pg.ClientBase) => Promise<T>) => Promise<T>;

/** Reads have other connections than commits: slow ones must not hold up the writes. */
export function createReader(pool: pg.Pool, database: DatabaseName): Reader {
  return async (read) => {
    if (pool.waitingCount >= maxWaitingReads) {
      throw new StoreBusyError("Too many reads wait. Try again a little later", { isQueueFull: true });
    }
    try {
      return await inTransaction(pool, beginRead, read);
    } catch (error) {
      throw describeError("Can't read the database", database, error);
    }
  };
}
