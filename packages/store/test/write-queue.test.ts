import assert from "node:assert/strict";
import { test } from "node:test";
import { StoreBusyError } from "../src/event-store.ts";
import { maxQueuedChars, maxQueuedRows } from "../src/limits.ts";
import { createLedgerDelta } from "../src/sqlite/ledger.ts";
import type { Commit } from "../src/sqlite/commit.ts";
import type { Write } from "../src/sqlite/write.ts";
import { createWriteQueue } from "../src/sqlite/write-queue.ts";

function createWrite(rows: number, chars = 0): Write<number> {
  return { rows, chars, events: [], apply: () => rows };
}

/** Commits to nowhere, and tells how many writes each group had. */
function createCommitter(): { commit: Commit; groups: number[] } {
  const groups: number[] = [];
  const nsm = { has: () => false, put: () => {} };
  return {
    groups,
    commit: (writes) => {
      groups.push(writes.length);
      return writes.map((write) =>
        write.apply({ taken: new Set(), inserts: [], ledger: createLedgerDelta(), nsm }),
      );
    },
  };
}

test("writes of one turn share a commit, and each gets its own outcome", async () => {
  const { commit, groups } = createCommitter();
  const queue = createWriteQueue(commit);
  assert.deepEqual(await Promise.all([1, 2, 3].map((rows) => queue.add(createWrite(rows)))), [1, 2, 3]);
  assert.deepEqual(groups, [3]);
});

test("a commit takes so many rows at a time that nothing else waits long", async () => {
  const { commit, groups } = createCommitter();
  const queue = createWriteQueue(commit);
  await Promise.all(Array.from({ length: 50 }, () => queue.add(createWrite(100))));
  assert.deepEqual(groups, [20, 20, 10]);
});

test("a commit that fails rejects all that were part of it, and the next one is made", async () => {
  const { commit } = createCommitter();
  let fails = true;
  const queue = createWriteQueue((writes) => {
    if (fails) throw new Error("the disk is full");
    return commit(writes);
  });
  const outcomes = await Promise.allSettled([queue.add(createWrite(1)), queue.add(createWrite(2))]);
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ["rejected", "rejected"],
  );
  fails = false;
  assert.equal(await queue.add(createWrite(3)), 3);
});

for (const [what, write] of [
  ["rows", createWrite(maxQueuedRows)],
  ["text", createWrite(1, maxQueuedChars)],
] as const) {
  test(`when too much ${what} waits, more is refused until there is room`, async () => {
    const queue = createWriteQueue(createCommitter().commit);
    const large = queue.add(write);
    await assert.rejects(queue.add(createWrite(1, 1)), StoreBusyError);
    await large;
    assert.equal(await queue.add(createWrite(1, 1)), 1);
  });
}

test("a write larger than the queue is let in when nothing else waits", async () => {
  const queue = createWriteQueue(createCommitter().commit);
  assert.equal(await queue.add(createWrite(maxQueuedRows * 2)), maxQueuedRows * 2);
});

test("drain waits for all that was added", async () => {
  const { commit, groups } = createCommitter();
  const queue = createWriteQueue(commit);
  const added = Promise.all(Array.from({ length: 50 }, () => queue.add(createWrite(100))));
  await queue.drain();
  assert.equal(groups.length, 3);
  await added;
  await queue.drain();
});
