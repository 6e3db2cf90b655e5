import { PutOffError } from "./api-error.ts";
import { insertDeadlineMs, retryAfterSeconds } from "./limits.ts";

/**
 * Gives an insert's outcome on; rejects with a PutOffError 503 when there is none in time. The insert may still come to
 * pass: whoever sends the same ids again learns of it.
 */
export async function inTime<T>(insert: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new PutOffError(503, "store", "The database does not answer", retryAfterSeconds, mayBeStored));
    }, insertDeadlineMs);
  });
  try {
    return await Promise.race([insert, late]);
  } finally {
    clearTimeout(timer);
  }
}

const mayBeStored =
  "It may have been stored. Send it again with the same ids: a row that is there already is 409.";
