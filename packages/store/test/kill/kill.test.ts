import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { openStore } from "../../src/open-store.ts";
import { assertConsistent } from "../contract/stored-rows.ts";
import { createRandom } from "../random.ts";
import { createSqliteDatabase } from "../sqlite-database.ts";
import { deliver } from "./deliver.ts";
import { plannedBatches } from "./planned-batches.ts";
import type { PlannedRow } from "./planned-batches.ts";

const kills = Number(process.env.ASTROLABE_TEST_RUNS ?? 1) * 200;
const firstSeed = Number(process.env.ASTROLABE_TEST_SEED ?? Date.now() % 1_000_000);
const livesPerDatabase = 5;
const tasks = ["ai-do", "build"];

test(`a writer killed ${kills} times loses no acknowledged row and counts none twice`, async (context) => {
  context.diagnostic(
    `seed ${firstSeed}: ASTROLABE_TEST_SEED=${firstSeed} plays the same rows and moments again`,
  );
  const seeds = Array.from({ length: Math.ceil(kills / livesPerDatabase) }, (_, n) => firstSeed + n).values();
  // Spares the writers, and the threads that read, most of their start.
  const compileCache = await mkdtemp(join(tmpdir(), "astrolabe-compile-cache-"));
  process.env.NODE_COMPILE_CACHE = compileCache;
  let acknowledged = 0;
  let killed = 0;

  async function runSeeds(): Promise<void> {
    for (const seed of seeds) {
      const result = await killRepeatedly(seed);
      acknowledged += result.acknowledged;
      killed += result.killed;
    }
  }

  await Promise.all([runSeeds(), runSeeds()]);
  await rm(compileCache, { recursive: true });
  context.diagnostic(`${killed} killed at work, ${acknowledged} batches acknowledged before`);
  assert.ok(acknowledged > 0, "the writers got to write before they were killed");
  assert.ok(killed > kills / 4, "enough of them were killed before they were done");
});

async function killRepeatedly(seed: number): Promise<{ acknowledged: number; killed: number }> {
  const database = await createSqliteDatabase();
  const random = createRandom(seed);
  const lives = Array.from({ length: livesPerDatabase }, (_, life) => plannedBatches(seed, life));
  const acknowledged = new Set<string>();
  let killed = 0;
  for (const life of lives.keys()) {
    killed += await liveAndDie([database.url, `${seed}`, `${life}`], random, acknowledged);
    await checkAfterKill(
      database.url,
      lives.slice(0, life + 1),
      acknowledged,
      `after life ${life} of seed ${seed}`,
    );
  }
  await checkAfterResend(database.url, lives.flat(), `seed ${seed}`);
  await database.remove();
  return { acknowledged: acknowledged.size, killed };
}

/** Starts a writer and kills it: mostly up to 40 ms after it has opened the store, sometimes while it starts. */
async function liveAndDie(
  argv: readonly string[],
  random: () => number,
  acknowledged: Set<string>,
): Promise<number> {
  const writer = spawn(process.execPath, [join(import.meta.dirname, "writer.ts"), ...argv], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(writer, "close");
  const lines = createInterface({ input: writer.stdout });
  const opened = once(lines, "line");
  lines.on("line", (line) => void (line === "open" || acknowledged.add(line)));

  const duringStart = random() < 0.1;
  const delayMs = random() * (duringStart ? 150 : 40);
  if (!duringStart) await Promise.race([opened, ended]);
  await wait(delayMs);
  writer.kill("SIGKILL");
  await ended;
  if (writer.signalCode === null) assert.equal(writer.exitCode, 0, `the writer of ${argv.join(" ")}`);
  return writer.signalCode === "SIGKILL" ? 1 : 0;
}

async function checkAfterKill(
  url: string,
  lives: readonly PlannedRow[][][],
  acknowledged: Set<string>,
  when: string,
): Promise<void> {
  const store = await openStore(url);
  const stored = new Map((await assertConsistent(store, tasks)).map(({ id, payload }) => [id, payload]));
  await store.close();
  for (const [life, batches] of lives.entries()) {
    for (const [index, rows] of batches.entries()) {
      const there = rows.filter(({ id }) => stored.has(id));
      const name = `${life} ${index}`;
      if (acknowledged.has(name))
        assert.equal(there.length, rows.length, `batch ${name} was acknowledged, ${when}`);
      // The last life's batches were sent once: each was one statement.
      const whole = there.length === 0 || there.length === rows.length;
      assert.ok(whole || life < lives.length - 1, `batch ${name} is stored whole or not at all, ${when}`);
      for (const { id, payload } of there) assert.deepEqual(stored.get(id), payload, when);
    }
  }
}

/** Resent from the first life on, everything is there, once. */
async function checkAfterResend(url: string, batches: readonly PlannedRow[][], when: string): Promise<void> {
  const store = await openStore(url);
  await Promise.all(batches.map((rows) => deliver(store, rows)));
  const stored = await assertConsistent(store, tasks);
  await store.close();
  const planned = batches.flat().map(({ id }) => id);
  assert.deepEqual(
    stored.map(({ id }) => id),
    planned.toSorted(),
    when,
  );
}
