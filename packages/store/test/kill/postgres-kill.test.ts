import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { openStore } from "../../src/open-store.ts";
import { assertConsistent } from "../contract/stored-rows.ts";
import { postgresSuite } from "../postgres-server.ts";
import type { PostgresDatabase, PostgresServer } from "../postgres-server.ts";
import { createRandom, pick } from "../random.ts";
import { deliver } from "./deliver.ts";
import { plannedBatches } from "./planned-batches.ts";

const rounds = Number(process.env.ASTROLABE_TEST_RUNS ?? 1) * 25;
const firstSeed = Number(process.env.ASTROLABE_TEST_SEED ?? Date.now() % 1_000_000);
const tasks = ["ai-do", "build"];

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
        const result = await killTwo(server, seed, disturb);
        killed += result.killed;
        acknowledged += result.acknowledged;
      }
      context.diagnostic(`${killed} killed at work, ${acknowledged} batches acknowledged before`);
      assert.ok(acknowledged > 0, "the writers got to write before they were killed");
      assert.ok(killed > count / 2, "enough of them were killed before they were done");
    });
  }
});

/** The second writer sends what the first one does, then what is its own. */
async function killTwo(
  server: PostgresServer,
  seed: number,
  disturb: Disturbance,
): Promise<{ killed: number; acknowledged: number }> {
  const random = createRandom(seed);
  const database = await server.createDatabase();
  const acknowledged = new Set<string>();
  const writers = [0, 1].map((life) => startWriter([database.url, `${seed}`, `${life}`], acknowledged));
  await Promise.all(writers.map(({ opened, ended }) => Promise.race([opened, ended])));
  await wait(pick(random, 100));
  await disturb(server, database);
  await wait(pick(random, 100));
  for (const { child } of writers) child.kill("SIGKILL");
  await Promise.all(writers.map(({ ended }) => ended));
  for (const { child } of writers)
    assert.ok(child.signalCode === "SIGKILL" || child.exitCode === 0, `seed ${seed}`);

  await check(database.url, seed, acknowledged);
  await database.remove();
  const killed = writers.filter(({ child }) => child.signalCode === "SIGKILL").length;
  return { killed, acknowledged: acknowledged.size };
}

interface Writer {
  readonly child: ChildProcess;
  readonly opened: Promise<unknown>;
  readonly ended: Promise<unknown>;
}

function startWriter(argv: readonly string[], acknowledged: Set<string>): Writer {
  const child = spawn(process.execPath, [join(import.meta.dirname, "writer.ts"), ...argv], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => void (line === "open" || acknowledged.add(line)));
  return { child, opened: once(lines, "line"), ended: once(child, "close") };
}

/** Batches are whole or not there, those acknowledged are there, and when all is sent again, all is there once. */
async function check(url: string, seed: number, acknowledged: ReadonlySet<string>): Promise<void> {
  const store = await openStore(url);
  const stored = new Set((await assertConsistent(store, tasks)).map(({ id }) => id));
  const planned = [0, 1].map((life) => plannedBatches(seed, life));
  for (const [life, batches] of planned.entries()) {
    for (const [index, rows] of batches.entries()) {
      const there = rows.filter(({ id }) => stored.has(id)).length;
      const which = `batch ${life} ${index} of seed ${seed}`;
      if (acknowledged.has(`${life} ${index}`)) assert.equal(there, rows.length, `${which} was acknowledged`);
      // The first life's batches were sent by both, and split where the other had been first.
      if (life === 1)
        assert.ok(there === 0 || there === rows.length, `${which} is there whole or not at all`);
    }
  }
  await Promise.all(planned.flat().map((rows) => deliver(store, rows)));
  const all = (await assertConsistent(store, tasks)).map(({ id }) => id);
  assert.deepEqual(
    all,
    planned
      .flat(2)
      .map(({ id }) => id)
      .toSorted(),
    `seed ${seed}`,
  );
  await store.close();
}
