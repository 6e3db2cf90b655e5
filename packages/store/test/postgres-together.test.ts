import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import type { EventStore } from "../src/event-store.ts";
import { openStore } from "../src/open-store.ts";
import { beginCommit } from "../src/postgres/transaction.ts";
import { assertConsistent } from "./contract/stored-rows.ts";
import { countSent } from "./count-sent.ts";
import { deliver } from "./kill/deliver.ts";
import { plannedBatches } from "./kill/planned-batches.ts";
import type { PlannedRow } from "./kill/planned-batches.ts";
import { postgresSuite } from "./postgres-server.ts";
import { createRandom } from "./random.ts";
import { shuffled } from "./shuffled.ts";

const seed = Number(process.env.ASTROLABE_TEST_SEED ?? Date.now() % 1_000_000);

postgresSuite("stores on one PostgreSQL database", (server) => {
  test("store each row once and count each that was sent, whoever sends it, and while others use SQL", async (context) => {
    context.diagnostic(`seed ${seed}: ASTROLABE_TEST_SEED=${seed} plays the same rows again`);
    const random = createRandom(seed);
    const database = await server.createDatabase();
    const stores = await Promise.all(Array.from({ length: 4 }, () => openStore(database.url)));
    const planned = plannedBatches(seed, 0);
    const sent = { rows: 0 };
    await Promise.all([
      ...stores.map(async (store, index) => {
        const counting = countSent(store, sent);
        const batches = shuffled(planned, random);
        if (index % 2 === 0) await Promise.all(batches.map((rows) => deliver(counting, rows)));
        else for (const rows of batches) await ignoring(counting, shuffled(rows, random));
      }),
      database.query(
        "INSERT INTO public.events (payload) SELECT jsonb_build_object('name', 'build', 'exit_code', 0, 'ts', n) FROM generate_series(1, 2000) n",
      ),
    ]);
    const [first = assert.fail()] = stores;
    const rows = await assertConsistent(first, ["ai-do", "build"]);
    assert.equal(rows.length, planned.flat().length + 2000);
    assert.equal((await first.ledger()).received, sent.rows + 2000);
    await Promise.all(stores.map((store) => store.close()));
    await database.remove();
  });

  test("go on by themselves after the server was away, and say meanwhile that it is worth trying again", async () => {
    const database = await server.createDatabase();
    const store = await openStore(database.url);
    const before = await store.insertEvents([{ payload: 1 }]);
    assert.equal(before.kind, "stored");
    const crashed = server.crash();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 200 }, (_, n) => store.insertEvents([{ payload: n }])),
    );
    await crashed;
    for (const outcome of outcomes) {
      if (outcome.status === "rejected")
        assert.equal(outcome.reason.name, "StoreBusyError", outcome.reason.message);
    }
    assert.equal((await store.insertEvents([{ payload: 2 }])).kind, "stored");
    await store.ping();
    await store.close();
    await database.remove();
  });

  test("don't wait for ever for a collector that was cut off within a transaction: the server undoes it", async () => {
    const database = await server.createDatabase();
    const store = await openStore(database.url);
    const cutOff = new pg.Client({ connectionString: database.url });
    cutOff.on("error", () => {});
    await cutOff.connect();
    await cutOff.query(beginCommit);
    await cutOff.query("LOCK TABLE public.events, astrolabe.ledger");
    // Nothing more comes from it, and nobody closes its connection.
    assert.equal((await store.insertEvents([{ payload: 1 }])).kind, "stored");
    await cutOff.end().catch(() => {});
    await store.close();
    await database.remove();
  });

  test("are busy while another program holds the table, and store nothing of what they refused", async () => {
    const database = await server.createDatabase();
    const store = await openStore(database.url);
    const holding = database.query("BEGIN; LOCK TABLE public.events; SELECT pg_sleep(600)").catch(() => {});
    const held = `SELECT FROM pg_locks WHERE relation = 'public.events'::regclass AND mode = 'AccessExclusiveLock' AND granted`;
    while ((await database.query(held)).length === 0) await wait(10);
    const refused = assert.rejects(store.insertEvents([{ payload: 1 }]), { name: "StoreBusyError" });
    // As the statement timeout would, only sooner.
    const cancel = `SELECT pg_cancel_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'astrolabe' AND wait_event_type = 'Lock'`;
    while ((await database.query(cancel)).length === 0) await wait(10);
    await refused;
    await database.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'BEGIN; LOCK%'",
    );
    await holding;
    assert.equal((await store.insertEvents([{ payload: 2 }])).kind, "stored");
    await assertConsistent(store, []);
    await store.close();
    await database.remove();
  });
});

async function ignoring(store: EventStore, rows: readonly PlannedRow[]): Promise<void> {
  await store.insertEvents(rows, "ignore");
}
