// What a command costs before it does anything: `nsm-stats --help` against `node -e 0`, run in turn so that a busy
// machine slows both. Prints a table in Markdown, and fails when the ratio of the medians is above the goal.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const rounds = Number(process.env["ASTROLABE_BENCH_RUNS"] ?? 60);
const goal = 2;

const commands = {
  "`node -e 0`": ["-e", "0"],
  "`nsm-stats --help`": [binOf("nsm-stats"), "--help"],
  "`record-event x` (telemetry off)": [binOf("record-event"), "x", "--no-analytics"],
  "`ai-do exec true` (telemetry off)": [binOf("ai-do", "ai-do"), "exec", "--no-analytics", "true"],
};

const timesMs = new Map<string, number[]>(Object.keys(commands).map((name) => [name, []]));
for (let round = -3; round < rounds; round += 1) {
  for (const [name, args] of Object.entries(commands)) {
    const startedMs = performance.now();
    const { status } = spawnSync(process.execPath, args, { stdio: "ignore" });
    if (status !== 0) throw new Error(`${name} ended with exit code ${status}`);
    // The rounds before the first only warm the file cache.
    if (round >= 0) timesMs.get(name)?.push(performance.now() - startedMs);
  }
}

const [baselineMs = Number.NaN, helpMs = Number.NaN] = [...timesMs.values()].map(median);
process.stdout.write(`| command | median of ${rounds} | ratio |\n| --- | ---: | ---: |\n`);
for (const [name, times] of timesMs) {
  const ms = median(times);
  process.stdout.write(`| ${name} | ${ms.toFixed(1)} ms | ${(ms / baselineMs).toFixed(2)} |\n`);
}
process.exitCode = helpMs <= goal * baselineMs ? 0 : 1;

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function binOf(name: string, packageName = "cli"): string {
  return fileURLToPath(new URL(`../packages/${packageName}/bin/${name}.js`, import.meta.url));
}
