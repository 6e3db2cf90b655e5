import { parentPort, workerData } from "node:worker_threads";
import { StoreBusyError } from "../event-store.ts";
import { describeError } from "./database-error.ts";

/** What a thread says to a question. An error's class does not survive the way between threads. */
export type ThreadAnswer<Answer> =
  { readonly answer: Answer } | { readonly error: string; readonly isBusy: boolean };

/** What a thread does with its connection to the database. */
interface Answering {
  readonly answer: (question: never) => unknown;
  readonly close: () => void;
}

/**
 * Inside a thread: opens the database that its starter named and answers each question, in order, until null asks it to
 * end. A thread that can't open it ends with an error that says so.
 */
export function answerQuestions(open: (path: string) => Answering): void {
  const { answer, close } = openDescribed(open, String(workerData));
  const port = parentPort;
  port?.on("message", (question: unknown) => {
    if (question !== null)
      return port.postMessage(
        attempt(() => answer(question as never)),
        [],
      );
    close();
    port.close();
  });
}

function openDescribed(open: (path: string) => Answering, path: string): Answering {
  try {
    return open(path);
  } catch (error) {
    throw describeError("Can't open the database", path, error);
  }
}

function attempt<Answer>(run: () => Answer): ThreadAnswer<Answer> {
  try {
    return { answer: run() };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { error: message, isBusy: error instanceof StoreBusyError };
  }
}
