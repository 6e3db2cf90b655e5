// npm run exactly-once -- [--seed N] [--runs N] [--at-once N]: plays runs in which recorders, flushers and servers are
// killed, answers are lost, batches come twice and clocks move, and holds what was recorded against what is stored. Four of
// five runs go to the built collector on SQLite, the others to PostgreSQL. `--runs 1` plays one seed against both.

import { parseArgs } from "node:util";
import { startCollectorStore } from "../test/exactly-once/collector-store.ts";
import { playRuns, type Tally } from "../test/exactly-once/play-runs.ts";
import { startPostgresRowStore } from "../packages/store/test/postgres-row-store.ts";
import { findPostgres } from "../packages/store/test/find-postgres.ts";
import { startPostgres } from "../packages/store/test/postgres-server.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(Date.now() & 0x7fffffff) },
    runs: { type: "string", default: "10000" },
    "at-once": { type: "string", default: "4" },
  },
});
const firstSeed = Number(values.seed);
const runs = Number(values.runs);
const atOnce = Number(values["at-once"]);
/** A new database after so many, so that the last look at it stays short. */
const runsPerStore = 250;
const storesPerPostgres = 5;

const binaries = findPostgres();
if (binaries === undefined) throw new Error("PostgreSQL is not installed; npm ci brings it along");
const postgres = await startPostgres(binaries);
const total: Tally = { runs: 0, recorded: 0, stored: 0, killed: 0, serverKilled: 0 };
const startMs = performance.now();

async function play(kind: "sqlite" | "postgres", seed: number, count: number): Promise<void> {
  await using store = await (kind === "sqlite" ? startCollectorStore() : startPostgresRowStore(postgres));
  const tally = await playRuns(store, { firstSeed: seed, count, atOnce, runsPerKill: 20 });
  for (const name of Object.keys(total) as (keyof Tally)[]) total[name] += tally[name];
  const minutes = ((performance.now() - startMs) / 60_000).toFixed(1);
  console.error(`${minutes} min: ${JSON.stringify(total)}, the last ${count} from seed ${seed} on ${kind}`);
}

try {
  for (let n = 0; n * runsPerStore < runs; n++) {
    const count = Math.min(runsPerStore, runs - n * runsPerStore);
    const seed = firstSeed + n * runsPerStore;
    const isPostgres = n % storesPerPostgres === storesPerPostgres - 1;
    if (runs === 1 || !isPostgres) await play("sqlite", seed, count);
    if (runs === 1 || isPostgres) await play("postgres", seed, count);
  }
  console.log(JSON.stringify({ firstSeed, ...total }));
} finally {
  await postgres.stop();
}
