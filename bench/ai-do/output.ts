// What it costs that ai-do reads and logs what a step prints: a gigabyte through it, and through `sh -c … | tee`, in turn. Both
// write it to a file that is thrown away, and to a pipe that is read to its end. Also, its memory.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const rounds = Number(process.env["ASTROLABE_BENCH_RUNS"] ?? 5);
const bytes = 1_000_000_000;

const folder = mkdtempSync(join(tmpdir(), "astrolabe-bench-"));
const print = `head -c ${bytes} /dev/zero`;
writeFileSync(join(folder, "plan"), `${print}; ps -o rss= -p $PPID >&2\n`);
const bin = fileURLToPath(new URL("../../packages/ai-do/bin/ai-do.js", import.meta.url));
const variants: Readonly<Record<string, readonly [string, ...string[]]>> = {
  "`sh -c … \\| tee /dev/null`": ["sh", "-c", `${print} | tee /dev/null`],
  "`ai-do --plan … --log /dev/null`": [
    process.execPath,
    bin,
    "--plan",
    "plan",
    "--yes",
    "--log",
    "/dev/null",
  ],
};

const timesMs = new Map<string, number[]>();
let rssKiB = 0;
for (let round = 0; round < rounds; round++) {
  for (const [name, [program, ...args]] of Object.entries(variants)) {
    const startedMs = performance.now();
    const child = spawn(program, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    let received = 0;
    let messages = "";
    child.stdout.on("data", (chunk: Buffer) => (received += chunk.length));
    child.stderr.on("data", (chunk: Buffer) => (messages += String(chunk)));
    await once(child, "close");
    if (received !== bytes) throw new Error(`${name} let ${received} bytes through`);
    timesMs.set(name, [...(timesMs.get(name) ?? []), performance.now() - startedMs]);
    rssKiB = Math.max(rssKiB, Number(/^ *(\d+)$/m.exec(messages)?.[1] ?? 0));
  }
}
rmSync(folder, { recursive: true });

const medians = Object.keys(variants).map((name) => median(timesMs.get(name) ?? []));
process.stdout.write(`| a gigabyte through | median of ${rounds} | ratio |\n| --- | ---: | ---: |\n`);
for (const [index, name] of Object.keys(variants).entries()) {
  const ms = medians[index] ?? Number.NaN;
  process.stdout.write(
    `| ${name} | ${(ms / 1000).toFixed(2)} s | ${(ms / (medians[0] ?? 1)).toFixed(2)} |\n`,
  );
}
process.stdout.write(`\nai-do then has ${(rssKiB / 1024).toFixed(0)} MiB of memory.\n`);

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
