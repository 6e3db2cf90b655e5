import { StoreBusyError } from "../event-store.ts";
import { maxWaitingReads } from "../limits.ts";
import type { DatabaseName } from "./address.ts";
import type { Connection } from "./connect.ts";
import { describeError } from "./database-error.ts";

/** Runs a read. @throws StoreBusyError when too many are under way already */
export type Reader = <T>(read: (connection: Connection) => Promise<T>) => Promise<T>;

/** Reads have other connections than commits: slow ones must not hold up the writes. */
export function createReader(connection: Connection, database: DatabaseName): Reader {
  let underWay = 0;
  return async (read) => {
    if (underWay >= maxWaitingReads)
      throw new StoreBusyError("Too many reads wait. Try again a little later", { isQueueFull: true });
    underWay += 1;
    try {
      return await read(connection);
    } catch (error) {
      throw describeError("Can't read the database", database, error);
    } finally {
      underWay -= 1;
    }
  };
}
