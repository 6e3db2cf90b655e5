import { Worker } from "node:worker_threads";
import { StoreBusyError } from "../event-store.ts";
import type { ThreadAnswer } from "./answer-questions.ts";

/** A thread that answers questions, one after the other. */
export interface Thread<Question, Answer> {
  /** Rejects with what the thread says is wrong, or with why it ended. */
  ask(question: Question): Promise<Answer>;
  /** Questions that wait for their answer. */
  readonly waiting: number;
  /** Waits for the answers to all that was asked. */
  close(): Promise<void>;
}

interface Waiting<Answer> {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Runs a script of this folder in a thread, started by the first question, and again by the next one after it has ended
 * by itself. It has its own connection to the database at `path`.
 */
export function createThread<Question, Answer>(
  script: "read-thread" | "write-thread",
  path: string,
): Thread<Question, Answer> {
  let thread: Worker | undefined;
  const waiting: Waiting<Answer>[] = [];

  function ask(question: Question): Promise<Answer> {
    thread ??= start();
    thread.ref(); // While somebody waits, the process must not end.
    thread.postMessage(question, []);
    return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
  }

  function start(): Worker {
    const started = new Worker(urlOf(script), { workerData: path });
    started.on("message", (answer: ThreadAnswer<Answer>) => {
      const next = waiting.shift();
      if ("answer" in answer) next?.resolve(answer.answer);
      else next?.reject(answer.isBusy ? new StoreBusyError(answer.error) : new Error(answer.error));
      if (waiting.length === 0) started.unref();
    });
    // For want of memory, perhaps.
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

  return {
    ask,
    get waiting() {
      return waiting.length;
    },
    close,
  };
}

/** Beside this file: as source in tests, compiled otherwise. */
function urlOf(script: string): URL {
  return new URL(`./${script}${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url);
}
