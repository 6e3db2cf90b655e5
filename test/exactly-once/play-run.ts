import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { flushSpool, readSpool } from "@astrolabe/client";
import { claimMs } from "../../packages/client/src/limits.ts";
import type { LossyWay } from "./lossy-way.ts";
import { later } from "./moved-clock.ts";
import { planRun, type PlannedProcess } from "./plan-run.ts";
import type { StoredRow } from "./row-store.ts";

/** What one recorder says that it recorded. */
interface Recorded {
  readonly recorder: number;
  /** How many events; it recorded them in the order of their numbers. */
  readonly events: number;
  /** It may have recorded one more, and not have lived to say so. */
  readonly wasKilled: boolean;
}

export interface PlayedRun {
  readonly seed: number;
  readonly recorded: readonly Recorded[];
  readonly killed: number;
}

/** Plays the plan of a seed: recorders and flushers, killed and not; then one that has all the time it needs. */
export async function playRun(seed: number, way: LossyWay, token: string): Promise<PlayedRun> {
  const { processes, moods } = planRun(seed);
  const stateDir = await mkdtemp(join(tmpdir(), "astrolabe-exactly-once-"));
  const url = way.openRun(seed, moods);
  const env = {
    EVENTS_ENABLED: "1",
    EVENTS_URL: url,
    EVENTS_TOKEN: token,
    ASTROLABE_STATE_DIR: stateDir,
    // Nobody else's flusher.
    ASTROLABE_FLUSHER: "none",
    RUN: String(seed),
  };
  const ends = await Promise.all(processes.map((planned, index) => runProcess(planned, index, env)));
  await drain(stateDir, url, token);
  await way.closeRun(seed);
  await rm(stateDir, { recursive: true });
  return {
    seed,
    recorded: ends.filter((_, index) => processes[index]?.program === "recorder"),
    killed: ends.filter(({ wasKilled }) => wasKilled).length,
  };
}

async function runProcess(planned: PlannedProcess, index: number, env: NodeJS.ProcessEnv): Promise<Recorded> {
  const { program, startMs, killAt, clock, paceMs, work } = planned;
  await sleep(startMs);
  const args = ["--import", new URL("step-killer.js", import.meta.url).href, fileOf(program)];
  const child = spawn(process.execPath, args, {
    env: {
      ...env,
      RECORDER: String(index),
      EVENTS: String(work),
      PASSES: String(work),
      CLOCK: clock,
      PACE_MS: String(paceMs),
      ...(killAt !== undefined && { KILL_AT: String(killAt) }),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  let complaint = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (said += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (complaint += chunk));
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  const wasKilled = signal === "SIGKILL";
  assert.ok(code === 0 || (wasKilled && killAt !== undefined), `${program} failed: ${complaint}`);
  const numbers = said.split("\n").slice(0, -1);
  const events = numbers.length;
  // One that is missing was refused, and nothing here is a reason for that.
  const inOrder = numbers.map((_, n) => String(n));
  assert.deepEqual(numbers, inOrder, "a recorder called each event recorded");
  assert.ok(
    program === "flusher" || wasKilled || events === work,
    `a recorder recorded ${events} of ${work}`,
  );
  return { recorder: index, events, wasKilled };
}

function fileOf(program: string): string {
  return join(import.meta.dirname, `${program}.js`);
}

const maxDrains = 400;

/** Sends until nothing waits. Claims of those who died run out meanwhile. */
async function drain(stateDir: string, url: string, token: string): Promise<void> {
  for (let turn = 0; turn < maxDrains; turn++) {
    const { waiting, outcome } = await later((turn % 8) * claimMs, () =>
      flushSpool({ stateDir, url, token, ignoreBackoff: true }),
    );
    const { destinations } = await readSpool(stateDir);
    const quarantined = destinations.flatMap((destination) => destination.quarantined);
    const refused = quarantined.filter(({ status }) => status !== 0);
    assert.deepEqual(refused, [], "no row is refused for good");
    if (waiting === 0) return;
    // The server may be on its way back.
    if (outcome?.kind === "retryable") await sleep(10);
  }
  assert.fail("the spool is not empty in the end");
}

/** Recorded = stored, none twice. */
export function assertExactlyOnce({ recorded }: PlayedRun, rows: readonly StoredRow[]): void {
  const stored = rows.map(({ payload }) => `${String(payload["recorder"])} ${String(payload["n"])}`);
  assert.equal(new Set(stored).size, stored.length, "none is stored twice");
  const left = new Set(stored);
  for (const { recorder, events, wasKilled } of recorded) {
    for (let n = 0; n < events; n++) assert.ok(left.delete(`${recorder} ${n}`), `${recorder} ${n} is lost`);
    if (wasKilled) left.delete(`${recorder} ${events}`);
  }
  assert.deepEqual([...left], [], "nothing is stored that was not recorded");
}
