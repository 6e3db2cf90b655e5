import { StoreBusyError } from "../event-store.ts";

/** Primary result codes, https://www.sqlite.org/rescode.html, that have something to say to the operator. */
const busy = 5;
/** What passes when somebody makes room, or mends the disk: the same rows can be stored then. */
const passing: ReadonlySet<number | undefined> = new Set([10, 13]);
const advice: ReadonlyMap<number, string> = new Map([
  [8, "Make the file and its directory writable"],
  [10, "Look at the disk and its free space"],
  [11, "It is damaged: put back a copy, or choose another path"],
  [13, "Free some space: then it goes on by itself"],
  [14, "Look whether the file and its directory can be read and written"],
  [26, "Choose another path, or put back a copy"],
]);

/** Says what couldn't be done with which file, why, and what to do; a database that is locked, or a disk that is full or faulty, is a StoreBusyError. */
export function describeError(couldNot: string, path: string, error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  const code = resultCode(error);
  if (code === busy) {
    return new StoreBusyError(
      `${couldNot} ${path}: another process holds it (${reason}). Try again a little later`,
    );
  }
  const next = code === undefined ? undefined : advice.get(code);
  const message = `${couldNot} ${path}: ${reason}${next === undefined ? "" : `. ${next}`}`;
  return passing.has(code) ? new StoreBusyError(message) : new Error(message, { cause: error });
}

/** Whether a row could not be inserted because its primary key is there. */
export function isTakenKey(error: unknown): boolean {
  return extendedCode(error) === 1555;
}

/** Whether another connection holds the database. */
export function isLocked(error: unknown): boolean {
  return resultCode(error) === busy;
}

/** Whether the file is no database, or a broken one. */
export function isDamage(error: unknown): boolean {
  const code = resultCode(error);
  return code === 11 || code === 26;
}

function resultCode(error: unknown): number | undefined {
  const code = extendedCode(error);
  return code === undefined ? undefined : code & 0xff; // The rest says more of the same.
}

function extendedCode(error: unknown): number | undefined {
  return error instanceof Error && "errcode" in error && typeof error.errcode === "number"
    ? error.errcode
    : undefined;
}
