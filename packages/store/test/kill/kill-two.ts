// Two writers that send the same rows to one database, and are killed.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { openStore } from "../../src/open-store.ts";
import { assertConsistent } from "../contract/stored-rows.ts";
import { createRandom, pick } from "../random.ts";
import { plannedBatches } from "./planned-batches.ts";

const tasks = ["ai-do", "build"];

export interface Killing {
  readonly url: string;
  readonly seed: number;
  /** What happens while they write. */
  readonly disturb: () => Promise<unknown>;
  /** How long the writers write before the disturbance, and after it, at most. */
  readonly maxWriteMs: number;
  /** Waits for what the server goes on with although the writers are gone. */
  readonly settle?: () => Promise<unknown>;
  /** A batch is stored whole or not at all. */
  readonly wholeBatches: boolean;
}

export interface Killed {
  readonly killed: number;
  readonly acknowledged: number;
}

/** The second writer sends what the first one does, then what is its own. */
export async function killTwo({
  url,
  seed,
  disturb,
  maxWriteMs,
  settle,
  wholeBatches,
}: Killing): Promise<Killed> {
  const random = createRandom(seed);
  const acknowledged = new Set<string>();
  const writers = [0, 1].map((life) => startWriter([url, `${seed}`, `${life}`], acknowledged));
  await Promise.all(writers.map(({ opened, ended }) => Promise.race([opened, ended])));
  await wait(pick(random, maxWriteMs));
  await disturb();
  await wait(pick(random, maxWriteMs));
  for (const { child } of writers) child.kill("SIGKILL");
  await Promise.all(writers.map(({ ended }) => ended));
  for (const { child } of writers)
    assert.ok(child.signalCode === "SIGKILL" || child.exitCode === 0, `seed ${seed}`);

  await settle?.();
  await check(url, seed, acknowledged, wholeBatches);
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
async function check(
  url: string,
  seed: number,
  acknowledged: ReadonlySet<string>,
  wholeBatches: boolean,
): Promise<void> {
  const store = await openStore(url);
  const stored = new Set((await assertConsistent(store, tasks)).map(({ id }) => id));
  const planned = [0, 1].map((life) => plannedBatches(seed, life));
  for (const [life, batches] of planned.entries()) {
    for (const [index, rows] of batches.entries()) {
      const there = rows.filter(({ id }) => stored.has(id)).length;
      const which = `batch ${life} ${index} of seed ${seed}`;
      if (acknowledged.has(`${life} ${index}`)) assert.equal(there, rows.length, `${which} was acknowledged`);
      // The first life's batches were sent by both, and split where the other had been first.
      if (life === 1 && wholeBatches)
        assert.ok(there === 0 || there === rows.length, `${which} is there whole or not at all`);
    }
  }
  await Promise.all(planned.flat().map((rows) => store.insertEvents(rows, "ignore")));
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
