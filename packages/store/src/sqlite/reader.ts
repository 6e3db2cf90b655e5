import { StoreBusyError } from "../event-store.ts";
import { maxWaitingReads } from "../limits.ts";
import type { RowPage } from "../row-query.ts";
import type { ReadPlan } from "./plan-read.ts";
import { createThread } from "./thread.ts";

export interface Reader {
  /** @throws StoreBusyError when too many reads wait already */
  read(plan: ReadPlan): Promise<RowPage>;
  /** Waits for reads under way. */
  close(): Promise<void>;
}

/**
 * Reads rows in a thread of their own: a filter on payloads may have to look at every row, and must not hold up
 * anything else meanwhile.
 */
export function createReader(path: string): Reader {
  const thread = createThread<ReadPlan, RowPage>("read-thread", path);
  return {
    read: (plan) =>
      thread.waiting < maxWaitingReads
        ? thread.ask(plan)
        : Promise.reject(new StoreBusyError("Too many reads wait. Try again a little later")),
    close: thread.close,
  };
}
