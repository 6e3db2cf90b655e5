import assert from "node:assert/strict";
import { test } from "node:test";
import { clickhouseSuite } from "../clickhouse-server.ts";
import type { ClickhouseDatabase, ClickhouseServers } from "../clickhouse-server.ts";
import { killTwo } from "./kill-two.ts";

const runs = Number(process.env.ASTROLABE_TEST_RUNS ?? 1);
const firstSeed = Number(process.env.ASTROLABE_TEST_SEED ?? Date.now() % 1_000_000);

interface Scene {
  readonly name: string;
  readonly rounds: number;
  readonly create: (servers: ClickhouseServers) => Promise<ClickhouseDatabase>;
  readonly disturb: (servers: ClickhouseServers) => Promise<unknown>;
  /** A server that is away lets nobody write meanwhile. */
  readonly maxWriteMs: number;
  readonly wholeBatches: boolean;
}

/** New databases where a server crashes: what 18.16 has truncated is there again afterwards. */
const scenes: readonly Scene[] = [
  {
    name: "one server",
    rounds: 4,
    create: (servers) => servers.createDatabase(),
    disturb: async () => {},
    maxWriteMs: 150,
    wholeBatches: true,
  },
  {
    name: "one server that crashes",
    rounds: 3,
    create: (servers) => servers.createEmptyDatabase(),
    disturb: (servers) => servers.crash(0),
    maxWriteMs: 400,
    wholeBatches: true,
  },
  {
    name: "a cluster, one shard of which crashes",
    rounds: 3,
    create: (servers) => servers.createEmptyClusterDatabase(),
    disturb: (servers) => servers.crash(1),
    maxWriteMs: 400,
    wholeBatches: false,
  },
];

clickhouseSuite("writers on ClickHouse", (servers) => {
  for (const { name, rounds, create, disturb, maxWriteMs, wholeBatches } of scenes) {
    const count = Math.ceil(rounds * runs);
    test(`killed ${2 * count} times, on ${name}, they lose no acknowledged row and count none twice`, async (context) => {
      context.diagnostic(`seed ${firstSeed}: ASTROLABE_TEST_SEED=${firstSeed} plays the same rows again`);
      let killed = 0;
      let acknowledged = 0;
      for (let seed = firstSeed; seed < firstSeed + count; seed += 1) {
        const database = await create(servers);
        const { url } = database;
        const result = await killTwo({
          url,
          seed,
          disturb: () => disturb(servers),
          maxWriteMs,
          settle: servers.idle,
          wholeBatches,
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
