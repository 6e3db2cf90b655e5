// How fast files of events are counted, against DuckDB, jq, node:readline with JSON.parse, and wc -l; compressed ones
// against bare decompression. Inputs are made from a seed and removed afterwards; all programs run in turn, as processes.
// `npm run build && npm install --prefix bench && node bench/scan/scan.ts [ROUNDS] [MEGABYTES…]` prints Markdown: medians,
// ratios to ours, peak memory, and whether the answers agree. Linux only: it asks /proc for the memory.

import { spawnSync } from "node:child_process";
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { constants, createBrotliCompress, createGzip, createZstdCompress } from "node:zlib";
import { timeProcess, type Timed } from "./timed-process.ts";
import { writeInput } from "./write-input.ts";

const rounds = Number(process.argv[2] ?? 5);
const sizes = process.argv.slice(3).map(Number);
const seed = 20_261_125;
/** It takes a minute for a gigabyte. */
const maxBytesOfJq = 100e6;
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const ours = [process.execPath, here("../../packages/cli/bin/nsm-stats.js")];
const jqFilter = `select(.name == "ai-do" and .exit_code == 0) | "\\(.developer),\\(.end_ts | strftime("%G-W%V"))"`;
const folder = mkdtempSync(join(tmpdir(), "astrolabe-bench-scan-"));

try {
  for (const megabytes of sizes.length > 0 ? sizes : [100, 1000]) {
    for (const kind of ["uniform", "mixed"] as const) {
      const path = join(folder, `${kind}.ndjson`);
      const events = writeInput(path, kind, megabytes * 1e6, seed);
      console.log(`\n${kind}, ${megabytes} MB, ${events.toLocaleString("en")} events\n`);
      report(await measure(programsFor(path, kind, megabytes * 1e6)), "ours");
      if (kind === "uniform" && megabytes <= 100) await compareCompressed(path);
      rmSync(path);
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}

type Programs = ReadonlyMap<string, readonly string[]>;

function programsFor(path: string, kind: "uniform" | "mixed", bytes: number): Programs {
  const node = process.execPath;
  const programs = new Map<string, readonly string[]>([
    ["ours", [...ours, path]],
    ["ours, one thread", [...ours, path, "--threads", "1"]],
    ["wc -l", ["wc", "-l", path]],
  ]);
  if (kind === "uniform") programs.set("DuckDB, four columns", [node, here("duckdb.ts"), path, "plain"]);
  programs.set("DuckDB, all shapes", [node, here("duckdb.ts"), path, "fallbacks"]);
  programs.set("readline and JSON.parse", [node, here("json-parse.ts"), path]);
  if (kind === "uniform" && bytes <= maxBytesOfJq && spawnSync("jq", ["--version"]).status === 0) {
    const counted = `jq -r '${jqFilter}' "$1" | sort | uniq -c | awk '{ print $2 "," $1 }'`;
    programs.set("jq, sort and uniq", ["sh", "-c", counted, "sh", path]);
  }
  return programs;
}

/** Against decompression that does nothing else. */
async function compareCompressed(path: string): Promise<void> {
  const quickly = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };
  for (const [suffix, encoder] of [
    ["gz", createGzip()],
    ["zst", createZstdCompress()],
    ["br", createBrotliCompress(quickly)],
  ] as const) {
    const compressed = `${path}.${suffix}`;
    await pipeline(createReadStream(path), encoder, createWriteStream(compressed));
    console.log(`\nuniform, .${suffix}\n`);
    const programs = new Map([
      ["bare decompression", [process.execPath, here("decompress.ts"), compressed]],
      ["ours", [...ours, compressed]],
    ]);
    report(await measure(programs), "bare decompression");
    rmSync(compressed);
  }
}

async function measure(programs: Programs): Promise<Map<string, Timed[]>> {
  const results = new Map<string, Timed[]>();
  for (let round = 0; round < rounds; round++) {
    for (const [name, command] of programs) {
      const timed = await timeProcess(command);
      results.set(name, [...(results.get(name) ?? []), timed]);
    }
  }
  return results;
}

function report(results: ReadonlyMap<string, readonly Timed[]>, base: string): void {
  const baseMs = median((results.get(base) ?? []).map(({ wallMs }) => wallMs));
  const answer = results.get("ours")?.[0]?.answer;
  console.log(`| program | median ms | × ${base} | peak MiB | same answer |`);
  console.log("| --- | --: | --: | --: | --- |");
  for (const [name, runs] of results) {
    const wallMs = median(runs.map((run) => run.wallMs));
    const peakMiB = Math.max(...runs.map((run) => run.peakMiB));
    const counts = (runs[0]?.stdout.split(",").length ?? 0) > 2;
    const agrees = !counts ? "" : runs.every((run) => run.answer === answer) ? "yes" : "no";
    console.log(
      `| ${name} | ${wallMs.toFixed(0)} | ${(wallMs / baseMs).toFixed(2)} | ${peakMiB.toFixed(0)} | ${agrees} |`,
    );
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
