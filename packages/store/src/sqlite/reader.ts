import type { Report, ReportOptions } from "@astrolabe/metric";
import { StoreBusyError } from "../event-store.ts";
import type { WeeklyCountsQuery } from "../event-store.ts";
import { maxWaitingReads } from "../limits.ts";
import type { RowPage } from "../row-query.ts";
import type { SummaryRows } from "../summary-rows.ts";
import type { DeveloperRows, DeveloperScan } from "./find-developers.ts";
import type { ReadPlan } from "./plan-read.ts";
import { createThread, type Thread } from "./thread.ts";

/**
 * What a reading thread is asked for: a page of a table, part of the rows of developers, or a summary, or the report that
 * is made of it.
 */
export type ReadQuestion =
  | { readonly plan: ReadPlan }
  | { readonly scan: DeveloperScan }
  | { readonly query: WeeklyCountsQuery; readonly options?: ReportOptions | undefined };

export type ReadAnswer = RowPage | DeveloperRows | SummaryRows | Report;

type ReadThread = Thread<ReadQuestion, ReadAnswer>;

export interface Reader {
  /** @throws StoreBusyError when too many reads wait already */
  read(plan: ReadPlan): Promise<RowPage>;
  /** @throws StoreBusyError when too many reads wait already */
  summarise(query: WeeklyCountsQuery): Promise<SummaryRows>;
  /** @throws StoreBusyError when too many reads wait already */
  report(query: WeeklyCountsQuery, options: ReportOptions): Promise<Report>;
  /** Part of the rows of developers. It waits for its turn like other reads, and is never refused. */
  findDevelopers(scan: DeveloperScan): Promise<DeveloperRows>;
  /** Waits for reads under way. */
  close(): Promise<void>;
}

/**
 * Reads rows in one thread and cells in another: a filter on payloads may have to look at every row, a report at every
 * cell, and neither must hold up anything else meanwhile.
 */
export function createReader(path: string): Reader {
  const createReadThread = (): ReadThread => createThread<ReadQuestion, ReadAnswer>("read-thread", path);
  const [ofRows, ofCells] = [createReadThread(), createReadThread()];
  const ask = (thread: ReadThread, question: ReadQuestion): Promise<ReadAnswer> =>
    thread.waiting < maxWaitingReads
      ? thread.ask(question)
      : Promise.reject(
          new StoreBusyError("Too many reads wait. Try again a little later", { isQueueFull: true }),
        );
  return {
    read: (plan) => ask(ofRows, { plan }) as Promise<RowPage>,
    summarise: (query) => ask(ofCells, { query }) as Promise<SummaryRows>,
    report: (query, options) => ask(ofCells, { query, options }) as Promise<Report>,
    findDevelopers: (scan) => ofRows.ask({ scan }) as Promise<DeveloperRows>,
    close: async () => void (await Promise.all([ofRows.close(), ofCells.close()])),
  };
}
