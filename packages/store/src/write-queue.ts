import { StoreBusyError } from "./event-store.ts";
import type { StoreLoad } from "./event-store.ts";
import { highLoad, maxGroupRows, maxQueuedChars, maxQueuedRows } from "./limits.ts";
import { QueryError } from "./query-error.ts";
import type { Commit, EncodedRow, OutcomeOf, Write } from "./write.ts";
import { charsOf, rowsOf } from "./write-size.ts";

export interface WriteQueue<Row extends EncodedRow> {
  /**
   * Resolves after the commit that the write was part of.
   *
   * @throws StoreBusyError when too much waits already; otherwise the database's error
   */
  add<One extends Write<Row>>(write: One): Promise<OutcomeOf<One>>;
  load(): StoreLoad;
}

interface Waiting<Row extends EncodedRow> {
  readonly write: Write<Row>;
  readonly rows: number;
  readonly chars: number;
  /** Takes the outcome of this very write. */
  readonly resolve: (outcome: never) => void;
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
  let commits = 0;
  let failedCommits = 0;
  let commitMs = 0;

  function add<One extends Write<Row>>(write: One): Promise<OutcomeOf<One>> {
    const rows = rowsOf(write);
    const chars = charsOf(write);
    // Alone, a write is let in whatever its size: refused once, it would be refused for ever.
    const fits = queuedRows + rows <= maxQueuedRows && queuedChars + chars <= maxQueuedChars;
    if (!fits && waiting.length > 0) {
      return Promise.reject(
        new StoreBusyError("Too many rows wait to be written. Try again a little later", {
          isQueueFull: true,
        }),
      );
    }
    queuedRows += rows;
    queuedChars += chars;
    return new Promise((resolve, reject) => {
      waiting.push({ write, rows, chars, resolve, reject });
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
    let groupRows = 0;
    let size = 0;
    for (const { rows } of waiting) {
      if (size > 0 && groupRows + rows > maxGroupRows) break;
      groupRows += rows;
      size += 1;
    }
    const group = waiting.slice(0, size);
    waiting = waiting.slice(size);
    for (const { rows, chars } of group) {
      queuedRows -= rows;
      queuedChars -= chars;
    }
    return group;
  }

  /** A write that can't be stored must not refuse the others of its group: the halves go by themselves. */
  async function commitGroup(group: readonly Waiting<Row>[]): Promise<void> {
    try {
      const outcomes = await timedCommit(group.map(({ write }) => write));
      group.forEach(({ resolve }, index) => resolve(outcomes[index] as never));
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

  async function timedCommit(writes: readonly Write<Row>[]): Promise<readonly OutcomeOf<Write>[]> {
    const start = performance.now();
    commits += 1;
    try {
      return await commit(writes);
    } catch (error) {
      failedCommits += 1;
      throw error;
    } finally {
      commitMs += performance.now() - start;
    }
  }

  function load(): StoreLoad {
    const isHigh = queuedRows >= maxQueuedRows * highLoad || queuedChars >= maxQueuedChars * highLoad;
    return { queuedRows, queuedChars, isHigh, commits, failedCommits, commitMs };
  }

  return { add, load };
}
