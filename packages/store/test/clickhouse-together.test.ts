import assert from "node:assert/strict";
import { test } from "node:test";
import type { EventStore } from "../src/event-store.ts";
import { openStore } from "../src/open-store.ts";
import { clickhouseSuite } from "./clickhouse-server.ts";
import type { ClickhouseDatabase } from "./clickhouse-server.ts";
import { assertConsistent } from "./contract/stored-rows.ts";
import { countSent } from "./count-sent.ts";
import { deliver } from "./kill/deliver.ts";
import { plannedBatches } from "./kill/planned-batches.ts";
import { createRandom } from "./random.ts";
import { shuffled } from "./shuffled.ts";

const seed = Number(process.env.ASTROLABE_TEST_SEED ?? Date.now() % 1_000_000);
const tasks = ["ai-do", "build"];
const run = { name: "ai-do", exit_code: 0, end_ts: 1_763_836_012 };

function idOf(n: number): string {
  return `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`;
}

async function withStores(
  database: ClickhouseDatabase,
  count: number,
  use: (stores: readonly EventStore[], first: EventStore) => Promise<void>,
): Promise<void> {
  const stores = await Promise.all(Array.from({ length: count }, () => openStore(database.url)));
  await use(stores, stores[0] ?? assert.fail());
  await Promise.all(stores.map((store) => store.close()));
  await database.remove();
}

clickhouseSuite("stores on one ClickHouse database", (servers) => {
  const places = [
    ["one server", () => servers.createDatabase()],
    ["a cluster", () => servers.createClusterDatabase()],
  ] as const;

  for (const [place, create] of places) {
    test(`on ${place}, they store each row once and count each that was sent, whoever sends it`, async (context) => {
      context.diagnostic(`seed ${seed}: ASTROLABE_TEST_SEED=${seed} plays the same rows again`);
      const random = createRandom(seed);
      const planned = plannedBatches(seed, 0);
      const sent = { rows: 0 };
      await withStores(await create(), 4, async (stores, first) => {
        const sending = stores.map(async (store, index) => {
          const counting = countSent(store, sent);
          const batches = shuffled(planned, random);
          if (index % 2 === 0) await Promise.all(batches.map((rows) => deliver(counting, rows)));
          else for (const rows of batches.slice(0, 50)) await counting.insertEvents(rows, "ignore");
        });
        await Promise.all(sending);
        assert.equal((await assertConsistent(first, tasks)).length, planned.flat().length);
        assert.equal((await first.ledger()).received, sent.rows);
      });
    });

    test(`on ${place}, an id that comes with several payloads at once is one row, counted as what it is`, async () => {
      await withStores(await create(), 4, async (stores, first) => {
        for (let round = 0; round < 10; round += 1) {
          const ids = Array.from({ length: 20 }, (_, n) => idOf(round * 20 + n));
          const inserts = stores.map((store, index) => {
            const rows = ids.map((id) => ({
              id,
              payload: { ...run, developer: `developer-${index}`, round },
            }));
            return store.insertEvents(rows, round % 3 === 2 ? "merge" : "ignore");
          });
          await Promise.all(inserts);
        }
        assert.equal((await assertConsistent(first, tasks)).length, 200);
        const { received, stored, duplicate } = await first.ledger();
        assert.deepEqual({ received, stored, duplicate }, { received: 800, stored: 200, duplicate: 600 });
      });
    });

    test(`on ${place}, whatever they store, replace and delete at the same time, the ledger balances`, async (context) => {
      context.diagnostic(`seed ${seed}: ASTROLABE_TEST_SEED=${seed} plays the same actions again`);
      const random = createRandom(seed);
      const id = { column: "id", path: [], asText: false };
      await withStores(await create(), 3, async (stores, first) => {
        const acting = stores.map(async (store, index) => {
          for (let step = 0; step < 25; step += 1) {
            const ids = shuffled(
              Array.from({ length: 12 }, (_, n) => idOf(n)),
              random,
            ).slice(0, 4);
            const filters = [{ expression: id, operator: "in" as const, value: ids, negated: false }];
            if (random() < 0.3) await store.deleteRows({ table: "events", filters });
            else {
              const rows = ids.map((one) => ({ id: one, payload: { ...run, developer: `${index}`, step } }));
              await store.insertEvents(rows, random() < 0.5 ? "merge" : "ignore");
            }
          }
        });
        await Promise.all(acting);
        await assertConsistent(first, tasks);
      });
    });
  }

  test("go on by themselves after a server was away, and say meanwhile that it is worth trying again", async () => {
    // A new database: what 18.16 has truncated is there again after a crash.
    await withStores(await servers.createEmptyClusterDatabase(), 1, async (_, store) => {
      const planned = plannedBatches(seed, 1);
      const rows = planned.flat();
      for (const away of [0, 1] as const) {
        const crashed = servers.crash(away);
        const outcomes = await Promise.allSettled(
          planned.map((batch) => store.insertEvents(batch, "ignore")),
        );
        await crashed;
        for (const outcome of outcomes) {
          if (outcome.status === "rejected") {
            assert.equal(outcome.reason.name, "StoreBusyError", outcome.reason.message);
          }
        }
        await assertConsistent(store, tasks);
      }
      await Promise.all(planned.map((batch) => deliver(store, batch)));
      assert.equal((await assertConsistent(store, tasks)).length, rows.length);
      await store.ping();
    });
  });
});
