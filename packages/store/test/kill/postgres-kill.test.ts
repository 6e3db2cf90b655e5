import assert from "node:assert/strict";
import { test } from "node:test";
import { postgresSuite } from "../postgres-server.ts";
import type { PostgresDatabase, PostgresServer } from "../postgres-server.ts";
import { killTwo } from "./kill-two.ts";

const rounds = Number(process.env.ASTROLABE_TEST_RUNS ?? 1) * 25;
const firstSeed = Number(process.env.ASTROLABE_TEST_SEED ?? Date.now() % 1_000_000);

type Disturbance = (server: PostgresServer, database: PostgresDatabase) => Promise<unknown>;

/** What happens while two writers send the same rows; after it, both are killed. */
const disturbances: ReadonlyMap<string, Disturbance> = new Map<string, Disturbance>([
  ["nothing else", async () => {}],
  [
    "lost connections",
    async (_, { name, query }) =>
      query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND application_name = 'astrolabe'",
        [name],
      ),
  ],
  ["a crash of the server", (server) => server.crash()],
]);

postgresSuite("writers on PostgreSQL", (server) => {
  for (const [name, disturb] of disturbances) {
    const share = name === "nothing else" ? 0.6 : 0.2;
    const count = Math.round(rounds * share);
    test(`killed ${2 * count} times, with ${name}, they lose no acknowledged row and count none twice`, async (context) => {
      context.diagnostic(`seed ${firstSeed}: ASTROLABE_TEST_SEED=${firstSeed} plays the same rows again`);
      let killed = 0;
      let acknowledged = 0;
      for (let seed = firstSeed; seed < firstSeed + count; seed += 1) {
        const database = await server.createDatabase();
        const { url } = database;
        const result = await killTwo({
          url,
          seed,
          disturb: () => disturb(server, database),
          maxWriteMs: 100,
          wholeBatches: true,
        });
        await database.remove();
        killed += result.killed;
        acknowledged += result.acknowledged;
      }
      context.diagnostic(`${killed} killed at work, ${acknowledged} batches acknowledged before`);
      assert.ok(acknowledged > 0, "the writers got to write before they were killed");
      assert.ok(killed > count / 2, "enough of them were killed before they were done");
    });
  }
});
