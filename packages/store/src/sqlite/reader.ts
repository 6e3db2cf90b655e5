import { StoreBusyError } from "../event-store.ts";
import type { WeeklyCountsQuery } from "../event-store.ts";
import { maxWaitingReads } from "../limits.ts";
import type { RowPage } from "../row-query.ts";
import type { SummaryRows } from "../summary-rows.ts";
import type { DeveloperRows, DeveloperScan } from "./find-developers.ts";
import type { ReadPlan } from "./plan-read.ts";
import { createThread } from "./thread.ts";

/** What the reading thread is asked for: a page of a table, a summary, or part of the rows of developers. */
export type ReadQuestion =
  { readonly plan: ReadPlan } | { readonly summary: WeeklyCountsQuery } | { readonly scan: DeveloperScan };

export type ReadAnswer = RowPage | SummaryRows | DeveloperRows;

export interface Reader {
  /** @throws StoreBusyError when too many reads wait already */
  read(plan: ReadPlan): Promise<RowPage>;
  /** @throws StoreBusyError when too many reads wait already */
  summarise(query: WeeklyCountsQuery): Promise<SummaryRows>;
  /** Part of the rows of developers. It waits for its turn like other reads, and is never refused. */
  findDevelopers(scan: DeveloperScan): Promise<DeveloperRows>;
  /** Waits for reads under way. */
  close(): Promise<void>;
}

/**
 * Reads rows in a thread of their own: a filter on payloads may have to look at every row, a summary at every cell, and
 * neither must hold up anything else meanwhile.
 */
export function createReader(path: string): Reader {
  const thread = createThread<ReadQuestion, ReadAnswer>("read-thread", path);
  const ask = (question: ReadQuestion): Promise<ReadAnswer> =>
    thread.waiting < maxWaitingReads
      ? thread.ask(question)
      : Promise.reject(
          new StoreBusyError("Too many reads wait. Try again a little later", { isQueueFull: true }),
        );
  return {
    read: (plan) => ask({ plan }) as Promise<RowPage>,
    summarise: (summary) => ask({ summary }) as Promise<SummaryRows>,
    findDevelopers: (scan) => thread.ask({ scan }) as Promise<DeveloperRows>,
    close: thread.close,
  };
}
