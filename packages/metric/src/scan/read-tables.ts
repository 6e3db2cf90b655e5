// Reads the scanner's tables (assembly/tally.ts, assembly/seen-ids.ts) out of its memory. They begin at multiples of 8.
import type { ScanResult } from "./scan-job.ts";
import type { ScanExports } from "./scan-module.ts";

const nameBytes = 16;
const countBytes = 24;
const idBytes = 16;

type Counts = Pick<ScanResult, "names" | "developers" | "weeks" | "runs" | "successfulRuns">;

export function readCounts(wasm: ScanExports): Counts {
  const words = new Uint32Array(wasm.memory.buffer);
  const numbers = new Float64Array(wasm.memory.buffer);
  const start = wasm.countsAt();
  const end = start + wasm.countsPlaces() * countBytes;
  let used = 0;
  for (let at = start; at < end; at += countBytes) if (words[at / 4] !== 0) used++;
  const counts = {
    names: readNames(wasm),
    developers: new Uint32Array(used),
    weeks: new Uint32Array(used),
    runs: new Float64Array(used),
    successfulRuns: new Float64Array(used),
  };
  let place = 0;
  for (let at = start; at < end; at += countBytes) {
    // Of the key, the lower half is the week's number plus one, the upper one the developer's.
    const week = words[at / 4]!;
    if (week === 0) continue;
    counts.weeks[place] = week - 1;
    counts.developers[place] = words[at / 4 + 1]!;
    counts.runs[place] = numbers[at / 8 + 1]!;
    counts.successfulRuns[place] = numbers[at / 8 + 2]!;
    place++;
  }
  return counts;
}

function readNames(wasm: ScanExports): string[] {
  const memory = Buffer.from(wasm.memory.buffer);
  return Array.from({ length: wasm.namesNumber() }, (_, number) => {
    const entry = wasm.namesAt() + number * nameBytes;
    const at = memory.readUInt32LE(entry + 8);
    return memory.toString("utf8", at, at + memory.readUInt32LE(entry + 12));
  });
}

/** The ids that other threads' are to be compared with; under `dedupe` there is only one thread. */
export function readSample(wasm: ScanExports, isDeduped: boolean): ScanResult["sample"] {
  if (isDeduped) return { mask: 0n, hashes: new BigUint64Array() };
  const entries = new BigUint64Array(wasm.memory.buffer, wasm.idsAt(), (wasm.idsPlaces() * idBytes) / 8);
  return {
    mask: BigInt.asUintN(64, wasm.sampleMask.value),
    hashes: entries.filter((hash, at) => at % 2 === 0 && hash !== 0n),
  };
}
