import assert from "node:assert/strict";
import { createRandom } from "../../packages/client/test/seed.ts";
import { openLossyWay } from "./lossy-way.ts";
import { assertExactlyOnce, playRun, type PlayedRun } from "./play-run.ts";
import type { RowStore } from "./row-store.ts";

export interface Tally {
  runs: number;
  recorded: number;
  stored: number;
  /** Recorders and flushers. */
  killed: number;
  serverKilled: number;
}

export interface Runs {
  readonly firstSeed: number;
  readonly count: number;
  /** Runs that are played beside each other. */
  readonly atOnce: number;
  /** How many runs the server lives through, on average. */
  readonly runsPerKill: number;
}

/**
 * Plays runs against one server, which is killed now and then, and holds what it has in the end against what was recorded.
 * Throws an error that names the seed which fails.
 */
export async function playRuns(
  store: RowStore,
  { firstSeed, count, atOnce, runsPerKill }: Runs,
): Promise<Tally> {
  const random = createRandom(firstSeed);
  await using way = await openLossyWay(() => store.url());
  const seeds = Array.from({ length: count }, (_, n) => firstSeed + n).values();
  const played: PlayedRun[] = [];
  let serverKilled = 0;
  let coming: Promise<void> | undefined;

  async function playSome(): Promise<void> {
    for (const seed of seeds) {
      if (coming === undefined && random() < 1 / runsPerKill) {
        serverKilled += 1;
        coming = store.kill().finally(() => (coming = undefined));
      }
      played.push(await withSeed(seed, () => playRun(seed, way, store.token)));
    }
  }
  await Promise.all(Array.from({ length: atOnce }, () => playSome()));
  await coming;

  const { rows, residual } = await store.readAll();
  const rowsOf = Map.groupBy(rows, ({ payload }) => payload["run"]);
  for (const run of played) {
    await withSeed(run.seed, () => assertExactlyOnce(run, rowsOf.get(run.seed) ?? []));
    rowsOf.delete(run.seed);
  }
  assert.deepEqual([...rowsOf.keys()], [], "every row is of a run");
  assert.equal(residual, 0, `the ledger of the runs from seed ${firstSeed} balances`);
  return {
    runs: played.length,
    recorded: sum(played.map(({ recorded }) => sum(recorded.map(({ events }) => events)))),
    stored: rows.length,
    killed: sum(played.map(({ killed }) => killed)),
    serverKilled,
  };
}

async function withSeed<T>(seed: number, act: () => T | Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const command = `node scripts/exactly-once.ts --seed ${seed} --runs 1`;
    throw new Error(`the run of seed ${seed} failed; \`${command}\` plays it again`, { cause: error });
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
