import { test } from "node:test";
import { seed } from "../../packages/client/test/seed.ts";
import { postgresSuite, type PostgresServer } from "../../packages/store/test/postgres-server.ts";
import { startCollectorStore } from "./collector-store.ts";
import { playRuns, type Runs } from "./play-runs.ts";
import { startPostgresRowStore } from "../../packages/store/test/postgres-row-store.ts";

const runs = Number(process.env["ASTROLABE_TEST_RUNS"] ?? 1);
const plan: Runs = { firstSeed: seed, count: 200 * runs, atOnce: 6, runsPerKill: 25 };

test(`recorded is stored, once, in ${plan.count} runs against the collector (seed ${seed})`, async (context) => {
  await using store = await startCollectorStore();
  context.diagnostic(JSON.stringify(await playRuns(store, plan)));
});

postgresSuite("behind a PostgREST-shaped answer", (postgres: PostgresServer) => {
  const ours = { ...plan, firstSeed: seed + plan.count, count: 60 * runs };
  test(`recorded is stored, once, in ${ours.count} runs against PostgreSQL (seed ${ours.firstSeed})`, async (context) => {
    await using store = await startPostgresRowStore(postgres);
    context.diagnostic(JSON.stringify(await playRuns(store, ours)));
  });
});
