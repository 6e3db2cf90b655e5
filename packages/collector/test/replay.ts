import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { assertEqualAnswer, codeOf } from "./compare-answer.ts";
import { cases, recordedFrom, seedRows } from "./postgrest-case.ts";
import type { Case } from "./postgrest-case.ts";
import { differences } from "./postgrest-differences.ts";
import { runCollector } from "./running-collector.ts";
import type { RunningCollector, TestDatabase } from "./running-collector.ts";
import { sendCase } from "./send-case.ts";
import type { RawAnswer } from "./send-raw.ts";

/** Sends every recorded request to a collector over such a database: the answers are equal, or differ as is listed. */
export function replay(store: string, createDatabase: () => Promise<TestDatabase>): void {
  suite(`answers recorded from ${recordedFrom}, on ${store}`, () => {
    let running: RunningCollector;
    let equal = 0;
    before(async () => {
      running = await runCollector({ createDatabase });
    });
    after(() => running[Symbol.asyncDispose]());

    for (const one of cases) {
      const difference = differences[one.number];
      const suffix = difference === undefined ? "" : ` — otherwise: ${difference.because}`;
      test(`${one.number} ${one.title}${suffix}`, async () => {
        const answer = await answerCase(running, one);
        if (difference !== undefined) {
          const { status, code } = difference;
          assert.deepEqual({ status: answer.status, code: codeOf(answer) }, { status, code }, answer.body);
          assert.throws(() => assertEqualAnswer(answer, one), "it is listed as different, but is equal");
          return;
        }
        assertEqualAnswer(answer, one);
        if (one.rowsLeft !== undefined) assert.equal(await countRows(running), one.rowsLeft);
        equal += 1;
      });
    }

    test("all others are equal", (t) => {
      t.diagnostic(`${equal} of ${cases.length} recorded answers are equal, byte for byte`);
      assert.equal(equal + Object.keys(differences).length, cases.length);
    });
  });
}

/** The answer to a recorded request, over the rows that were there. */
export async function answerCase({ store, collector }: RunningCollector, one: Case): Promise<RawAnswer> {
  await store.deleteRows({ table: "events", filters: [] });
  if (one.seeded) await store.insertEvents(seedRows);
  return sendCase(collector.port, one);
}

async function countRows({ store }: RunningCollector): Promise<number | undefined> {
  return (await store.readRows({ table: "events", select: [], filters: [], order: [], count: true })).total;
}
