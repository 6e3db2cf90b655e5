import { parentPort } from "node:worker_threads";
import { StoreBusyError } from "../event-store.ts";

/** What a thread says to a question. An error's class does not survive the way between threads. */
export type ThreadAnswer<Answer> =
  { readonly answer: Answer } | { readonly error: string; readonly isBusy: boolean };

/** Inside a thread: answers each question, in order, until null asks it to end. */
export function answerQuestions(answer: (question: never) => unknown, close: () => void): void {
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

function attempt<Answer>(run: () => Answer): ThreadAnswer<Answer> {
  try {
    return { answer: run() };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { error: message, isBusy: error instanceof StoreBusyError };
  }
}
