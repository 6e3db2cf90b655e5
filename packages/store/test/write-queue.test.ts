import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { StoreBusyError } from "../src/event-store.ts";
import type { InsertOutcome } from "../src/event-store.ts";
import { highLoad, maxQueuedChars, maxQueuedRows } from "../src/limits.ts";
import { QueryError } from "../src/query-error.ts";
import type { Commit, EncodedRow, EventsWrite, Write } from "../src/write.ts";
import { createWriteQueue } from "../src/write-queue.ts";
import { rowsOf } from "../src/write-size.ts";

/** The first row has all the characters. */
function createWrite(rows: number, chars = 0): EventsWrite {
  const events = Array.from({ length: rows }, (_, n) => ({
    id: `${n}`,
    payload: n === 0 ? "x".repeat(chars) : null,
  }));
  return { kind: "events", events, onConflict: "fail" };
}

const outcomeOf = (write: Write): InsertOutcome => ({ kind: "stored", ids: [], duplicates: rowsOf(write) });

/** Commits to nowhere, and tells how many writes each group had. */
function createCommitter(): { commit: Commit<EncodedRow>; groups: number[] } {
  const groups: number[] = [];
  return {
    groups,
    commit: async (writes) => {
      groups.push(writes.length);
      return writes.map(outcomeOf);
    },
  };
}

test("writes of one turn share a commit, and each gets its own outcome", async () => {
  const { commit, groups } = createCommitter();
  const queue = createWriteQueue(commit);
  const writes = [1, 2, 3].map((rows) => createWrite(rows));
  assert.deepEqual(await Promise.all(writes.map(queue.add)), writes.map(outcomeOf));
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
  assert.deepEqual(await queue.add(createWrite(3)), outcomeOf(createWrite(3)));
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
    assert.deepEqual(await queue.add(createWrite(1, 1)), outcomeOf(createWrite(1)));
  });
}

test("a write larger than the queue is let in when nothing else waits", async () => {
  const queue = createWriteQueue(createCommitter().commit);
  const write = createWrite(maxQueuedRows * 2);
  assert.deepEqual(await queue.add(write), outcomeOf(write));
});

test("what comes while a commit is under way shares the next one", async () => {
  const { commit, groups } = createCommitter();
  const underWay = Promise.withResolvers<void>();
  const queue = createWriteQueue(async (writes) => {
    await underWay.promise;
    return commit(writes);
  });
  const first = queue.add(createWrite(1));
  await nextTurn();
  const others = [2, 3, 4].map((rows) => queue.add(createWrite(rows)));
  await nextTurn();
  assert.deepEqual(groups, []);
  underWay.resolve();
  await Promise.all([first, ...others]);
  assert.deepEqual(groups, [1, 3]);
});

test("as many commits are made at the same time as may be, and no more", async () => {
  const { commit, groups } = createCommitter();
  let underWay = 0;
  let most = 0;
  const queue = createWriteQueue(async (writes) => {
    most = Math.max(most, (underWay += 1));
    await nextTurn();
    await nextTurn();
    underWay -= 1;
    return commit(writes);
  }, 2);
  await Promise.all(Array.from({ length: 60 }, () => queue.add(createWrite(100))));
  assert.deepEqual([most, groups], [2, [20, 20, 20]]);
});

test("a write that can't be stored is refused alone", async () => {
  const { commit } = createCommitter();
  const queue = createWriteQueue((writes) => {
    if (writes.some((write) => rowsOf(write) === 13)) throw new QueryError("22P02", "thirteen");
    return commit(writes);
  });
  const sizes = Array.from({ length: 30 }, (_, n) => n + 1);
  const outcomes = await Promise.allSettled(sizes.map((rows) => queue.add(createWrite(rows))));
  assert.deepEqual(
    outcomes.map((outcome) => (outcome.status === "fulfilled" ? outcome.value : outcome.reason.code)),
    sizes.map((rows) => (rows === 13 ? "22P02" : outcomeOf(createWrite(rows)))),
  );
});

test("the load is high before the queue is full, in rows or in characters, and low again when it was written", async () => {
  for (const half of [createWrite(maxQueuedRows * highLoad), createWrite(1, maxQueuedChars * highLoad)]) {
    const { commit } = createCommitter();
    const queue = createWriteQueue(commit);
    const small = queue.add(createWrite(1));
    const waiting = (): unknown => {
      const { queuedRows, queuedChars, isHigh } = queue.load();
      return { queuedRows, queuedChars, isHigh };
    };
    assert.deepEqual(waiting(), { queuedRows: 1, queuedChars: 0, isHigh: false });
    const large = queue.add(half);
    assert.equal(queue.load().isHigh, true);
    await Promise.all([small, large, queue.add(createWrite(1))]);
    assert.deepEqual(waiting(), { queuedRows: 0, queuedChars: 0, isHigh: false });
    assert.ok(queue.load().commits > 0);
  }
});
