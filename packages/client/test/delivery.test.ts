import assert from "node:assert/strict";
import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { claimMs } from "../src/limits.ts";
import { flushSpool } from "../src/flush-spool.ts";
import { readSpool } from "../src/read-spool.ts";
import { startRowServer } from "./row-server.ts";
import { createRandom, runs, seed } from "./seed.ts";
import { makeStateFolder } from "./state-folder.ts";

for (let round = 0; round < runs; round++) {
  const roundSeed = seed + round;
  test(`recorders and flushers killed at random lose nothing and store nothing twice (seed ${roundSeed})`, async (context) => {
    const random = createRandom(roundSeed);
    using state = makeStateFolder();
    await using server = await startRowServer(() => {
      const luck = random();
      return luck < 0.1 ? "lose" : luck < 0.2 ? { status: 503 } : undefined;
    });
    const env = {
      EVENTS_ENABLED: "1",
      EVENTS_URL: server.url,
      ASTROLABE_STATE_DIR: state.path,
      ASTROLABE_FLUSHER: "none",
    };

    const processes: ChildProcess[] = [];
    const start = (program: string, extra: NodeJS.ProcessEnv = {}): ChildProcess => {
      const path = fileURLToPath(new URL(program, import.meta.url));
      const options: SpawnOptions = { env: { ...env, ...extra }, stdio: ["ignore", "pipe", "ignore"] };
      const child = spawn(process.execPath, [path], options);
      processes.push(child);
      return child;
    };
    context.after(() => processes.forEach((child) => child.kill("SIGKILL")));

    // The first recorder is killed somewhere in the middle.
    const lastWords = Math.floor(random() * 300);
    let said = "";
    const recorders = ["ada", "bob", "cyd", "dan"].map((name, index) => {
      const recorder = start("recorder-program.ts", { RECORDER_NAME: name });
      recorder.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
        said += chunk;
        if (index === 0 && Number(/(\d+)\n$/.exec(chunk)?.[1]) >= lastWords) recorder.kill("SIGKILL");
      });
      return once(recorder, "close");
    });
    // Every few milliseconds one of three flushers is killed, and another comes.
    const flushers = [1, 2, 3].map(() => start("flusher-program.ts"));
    const recorded = Promise.all(recorders);
    const isOver = recorded.then(() => true);
    while (!(await Promise.race([isOver, sleep(100 + random() * 150, false)]))) {
      const index = Math.floor(random() * flushers.length);
      flushers[index]?.kill("SIGKILL");
      flushers[index] = start("flusher-program.ts");
    }
    const [killed, ...others] = (await recorded).map(([code]: unknown[]) => code);
    assert.deepEqual(others, [0, 0, 0]);
    assert.ok(killed === null || killed === 0);
    const ends = flushers.map((flusher) => once(flusher, "close"));
    for (const flusher of flushers) flusher.kill("SIGKILL");
    await Promise.all(ends);

    // What the killed flushers had claimed is free again when their claims have run out.
    context.mock.timers.enable({ apis: ["Date"], now: Date.now() + claimMs });
    let waiting = 1;
    while (waiting > 0)
      ({ waiting } = await flushSpool({ stateDir: state.path, url: server.url, ignoreBackoff: true }));

    const confirmed = said.split("\n").filter((line) => line !== "");
    assert.ok(confirmed.length > 1000, `${confirmed.length} events were recorded`);
    const stored = [...server.table.values()].map(
      ({ payload }) => `${String(payload["recorder"])} ${String(payload["n"])}`,
    );
    const storedOnce = new Set(stored);
    assert.equal(storedOnce.size, stored.length);
    assert.deepEqual(
      confirmed.filter((event) => !storedOnce.has(event)),
      [],
    );
    // The recorder that was killed may have written one event that it could not confirm any more.
    assert.ok(stored.length - confirmed.length <= 1);
    const [destination] = readSpool(state.path).destinations;
    assert.deepEqual(destination?.waiting, []);
    context.diagnostic(
      `${stored.length} events stored, ${server.resent} resent, ${destination.quarantined.length} torn lines`,
    );
  });
}
