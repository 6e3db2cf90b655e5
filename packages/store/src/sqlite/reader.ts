import { Worker } from "node:worker_threads";
import { StoreBusyError } from "../event-store.ts";
import { maxWaitingReads } from "../limits.ts";
import type { RowPage } from "../row-query.ts";
import type { ReadPlan } from "./plan-read.ts";

/** What the thread says to a plan. */
export type ReadAnswer = { readonly page: RowPage } | { readonly error: string };

export interface Reader {
  /** @throws StoreBusyError when too many reads wait already */
  read(plan: ReadPlan): Promise<RowPage>;
  /** Waits for reads under way. */
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (page: RowPage) => void;
  readonly reject: (error: unknown) => void;
}

/** Beside this file: as source in tests, compiled otherwise. */
const threadUrl = import.meta.url.endsWith(".ts")
  ? new URL("./read-thread.ts", import.meta.url)
  : new URL("./read-thread.js", import.meta.url);

/**
 * Reads rows in a thread of their own, started by the first: a filter on payloads may have to look at every row, and
 * must not hold up the writes meanwhile. Answers come in the order of the plans.
 */
export function createReader(path: string): Reader {
  let thread: Worker | undefined;
  const waiting: Waiting[] = [];

  function read(plan: ReadPlan): Promise<RowPage> {
    if (waiting.length >= maxWaitingReads) {
      return Promise.reject(new StoreBusyError("Too many reads wait. Try again a little later"));
    }
    thread ??= start();
    thread.ref(); // While somebody waits, the process must not end.
    thread.postMessage(plan, []);
    return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
  }

  function start(): Worker {
    const started = new Worker(threadUrl, { workerData: path });
    started.on("message", (answer: ReadAnswer) => {
      const next = waiting.shift();
      if ("page" in answer) next?.resolve(answer.page);
      else next?.reject(new Error(answer.error));
      if (waiting.length === 0) started.unref();
    });
    // It ended by itself, for want of memory perhaps: the next read starts another.
    started.on("error", (error) => {
      thread = undefined;
      for (const { reject } of waiting.splice(0)) reject(error);
    });
    return started;
  }

  async function close(): Promise<void> {
    const closing = thread;
    if (closing === undefined) return;
    const ended = new Promise((resolve) => closing.once("exit", resolve));
    closing.ref();
    closing.postMessage(null, []); // Answered after all that was asked before.
    await ended;
  }

  return { read, close };
}
