import { PutOffError } from "./api-error.ts";
import { healthDeadlineMs, insertDeadlineMs, retryAfterSeconds } from "./limits.ts";

const mayBeStored =
  "It may have been stored. Send it again with the same ids: a row that is there already is 409.";

/**
 * Gives an insert's outcome on; rejects with a PutOffError 503 when there is none in time. The insert may still come to
 * pass: whoever sends the same ids again learns of it.
 */
export function inTime<T>(insert: Promise<T>): Promise<T> {
  return within(insert, insertDeadlineMs, () => {
    return new PutOffError(503, "store", "The database does not answer", retryAfterSeconds, mayBeStored);
  });
}

/** Gives the store's answer on; rejects when there is none in the time that those who watch over it wait. */
export function askedInTime<T>(answer: Promise<T>): Promise<T> {
  return within(answer, healthDeadlineMs, () => new Error("The store does not answer"));
}

async function within<T>(promise: Promise<T>, deadlineMs: number, lateError: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(lateError()), deadlineMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
