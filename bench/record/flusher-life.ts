// The other side of "the host never pays": the CPU time of a flusher's whole life, for one event, and for a minute of a
// busy shell. `node bench/record/flusher-life.ts` takes 65 s. Linux only: it reads /proc.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { installProgram } from "./install-program.ts";
import { runProgram } from "./run-program.ts";
import { openSinks } from "./sinks.ts";

const busyEvents = 60;
const intervalMs = 1000;
const capMs = 10_000;

const folder = mkdtempSync(join(tmpdir(), "astrolabe-bench-"));
const program = installProgram(join(folder, "tool"));
using sinks = await openSinks();

/** The flusher's CPU time so far, all threads, in milliseconds; undefined when there is none. */
function flusherCpuMs(stateDir: string): number | undefined {
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, "utf8");
      if (!environment.includes("ASTROLABE_FLUSHER=") || !environment.includes(stateDir)) continue;
      const nanoseconds = readdirSync(`/proc/${pid}/task`).map((thread) =>
        Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]),
      );
      return nanoseconds.reduce((sum, each) => sum + each, 0) / 1e6;
    } catch {
      // It ended meanwhile.
    }
  }
  return undefined;
}

/** The CPU time of one flusher from its start to its end, while so many events are recorded, one a second. */
async function lifeCpuMs(events: number): Promise<number> {
  const stateDir = join(folder, `life-${events}`);
  const url = `${sinks.urls.answers}/${events}`;
  const env = { EVENTS_ENABLED: "1", EVENTS_URL: url, ASTROLABE_STATE_DIR: stateDir };
  const startMs = performance.now();
  let cpuMs = 0;
  let recorded = 0;
  for (;;) {
    if (recorded < events && performance.now() - startMs >= recorded * intervalMs) {
      const run = `run-${events}00${recorded++}-end`;
      await runProgram({ program, client: "astrolabe", end: "clean", url, env, run, capMs });
    }
    await sleep(50);
    const now = flusherCpuMs(stateDir);
    if (now === undefined && recorded > 0 && cpuMs > 0) return cpuMs;
    cpuMs = now ?? cpuMs;
  }
}

const [oneMs, busyMs] = await Promise.all([lifeCpuMs(1), lifeCpuMs(busyEvents)]);
console.log("| one flusher, its whole life | events | CPU ms | CPU ms an event |");
console.log("| --- | --: | --: | --: |");
console.log(`| one event | 1 | ${oneMs.toFixed(0)} | ${oneMs.toFixed(0)} |`);
console.log(
  `| an event a second | ${busyEvents} | ${busyMs.toFixed(0)} | ${(busyMs / busyEvents).toFixed(1)} |`,
);
console.log(`\n${sinks.arrived.size} of ${busyEvents + 1} events arrived.`);
rmSync(folder, { recursive: true, force: true });
