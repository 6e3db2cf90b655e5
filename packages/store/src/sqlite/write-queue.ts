import { StoreBusyError } from "../event-store.ts";
import { maxGroupRows, maxQueuedChars, maxQueuedRows } from "../limits.ts";
import type { Commit } from "./commit.ts";
import type { Transaction, Write } from "./write.ts";

export interface WriteQueue {
  /**
   * Resolves after the commit that the write was part of.
   *
   * @throws StoreBusyError when too much waits already; otherwise the database's error
   */
  add<Outcome>(write: Write<Outcome>): Promise<Outcome>;
  /** Resolves when nothing waits any more. */
  drain(): Promise<void>;
}

interface Waiting {
  /** Its outcome is the function that tells whoever waits, to be called after the commit. */
  readonly write: Write<() => void>;
  readonly reject: (error: unknown) => void;
}

/**
 * Group commit: writes that arrive in one turn of the event loop, or while a commit holds it up, share the next commit,
 * so that waiting for the disk, the slowest part, is paid once for all of them.
 */
export function createWriteQueue(commit: Commit): WriteQueue {
  let waiting: Waiting[] = [];
  let queuedRows = 0;
  let queuedChars = 0;
  let scheduled = false;
  let onEmpty: (() => void) | undefined;

  function add<Outcome>(write: Write<Outcome>): Promise<Outcome> {
    // Alone, a write is let in whatever its size: refused once, it would be refused for ever.
    const fits = queuedRows + write.rows <= maxQueuedRows && queuedChars + write.chars <= maxQueuedChars;
    if (!fits && waiting.length > 0) {
      return Promise.reject(new StoreBusyError("Too many rows wait to be written. Try again a little later"));
    }
    queuedRows += write.rows;
    queuedChars += write.chars;
    return new Promise((resolve, reject) => {
      const apply = (transaction: Transaction): (() => void) => {
        const outcome = write.apply(transaction);
        return () => resolve(outcome);
      };
      waiting.push({ write: { ...write, apply }, reject });
      schedule();
    });
  }

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    setImmediate(writeGroup);
  }

  function writeGroup(): void {
    scheduled = false;
    const group = takeGroup();
    try {
      for (const tell of commit(group.map(({ write }) => write))) tell();
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
    if (waiting.length > 0) schedule();
    else onEmpty?.();
  }

  function takeGroup(): Waiting[] {
    let rows = 0;
    let size = 0;
    for (const { write } of waiting) {
      if (size > 0 && rows + write.rows > maxGroupRows) break;
      rows += write.rows;
      size += 1;
    }
    const group = waiting.slice(0, size);
    waiting = waiting.slice(size);
    for (const { write } of group) {
      queuedRows -= write.rows;
      queuedChars -= write.chars;
    }
    return group;
  }

  function drain(): Promise<void> {
    if (waiting.length === 0) return Promise.resolve();
    return new Promise((resolve) => (onEmpty = resolve));
  }

  return { add, drain };
}
