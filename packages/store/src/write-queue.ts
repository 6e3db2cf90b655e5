import { StoreBusyError } from "./event-store.ts";
import { maxGroupRows, maxQueuedChars, maxQueuedRows } from "./limits.ts";
import { QueryError } from "./query-error.ts";
import type { Commit, EncodedRow, Transaction, Write } from "./write.ts";

export interface WriteQueue<Row extends EncodedRow> {
  /**
   * Resolves after the commit that the write was part of.
   *
   * @throws StoreBusyError when too much waits already; otherwise the database's error
   */
  add<Outcome>(write: Write<Row, Outcome>): Promise<Outcome>;
}

interface Waiting<Row extends EncodedRow> {
  /** Its outcome is the function that tells whoever waits, to be called after the commit. */
  readonly write: Write<Row, () => void>;
  readonly reject: (error: unknown) => void;
}

/**
 * Group commit: writes that arrive in one turn of the event loop, or while as many commits are under way as may be at
 * once, share the next commit, so that waiting for the disk, the slowest part, is paid once for all of them.
 */
export function createWriteQueue<Row extends EncodedRow>(
  commit: Commit<Row>,
  maxCommitsAtOnce = 1,
): WriteQueue<Row> {
  let waiting: Waiting<Row>[] = [];
  let queuedRows = 0;
  let queuedChars = 0;
  let scheduled = false;
  let commitsUnderWay = 0;

  function add<Outcome>(write: Write<Row, Outcome>): Promise<Outcome> {
    // Alone, a write is let in whatever its size: refused once, it would be refused for ever.
    const fits = queuedRows + write.rows <= maxQueuedRows && queuedChars + write.chars <= maxQueuedChars;
    if (!fits && waiting.length > 0) {
      return Promise.reject(new StoreBusyError("Too many rows wait to be written. Try again a little later"));
    }
    queuedRows += write.rows;
    queuedChars += write.chars;
    return new Promise((resolve, reject) => {
      const apply = (transaction: Transaction<Row>): (() => void) => {
        const outcome = write.apply(transaction);
        return () => resolve(outcome);
      };
      waiting.push({ write: { ...write, apply }, reject });
      schedule();
    });
  }

  function schedule(): void {
    if (scheduled || waiting.length === 0 || commitsUnderWay >= maxCommitsAtOnce) return;
    scheduled = true;
    setImmediate(() => void writeGroup());
  }

  async function writeGroup(): Promise<void> {
    scheduled = false;
    commitsUnderWay += 1;
    const group = takeGroup();
    schedule();
    await commitGroup(group);
    commitsUnderWay -= 1;
    schedule();
  }

  function takeGroup(): Waiting<Row>[] {
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

  /** A write that can't be stored must not refuse the others of its group: the halves go by themselves. */
  async function commitGroup(group: readonly Waiting<Row>[]): Promise<void> {
    try {
      for (const tell of await commit(group.map(({ write }) => write))) tell();
    } catch (error) {
      if (error instanceof QueryError && group.length > 1) {
        const half = Math.ceil(group.length / 2);
        await commitGroup(group.slice(0, half));
        await commitGroup(group.slice(half));
      } else {
        for (const { reject } of group) reject(error);
      }
    }
  }

  return { add };
}
