// Reads the scanner's tables (assembly/tally.ts, assembly/seen-ids.ts) out of its memory.
import type { ScanResult } from "./scan-job.ts";
import type { ScanExports } from "./scan-module.ts";

const nameBytes = 16;
const countBytes = 24;
const idBytes = 16;

type Counts = Pick<ScanResult, "names" | "developers" | "weeks" | "runs" | "successfulRuns">;

export function readCounts(wasm: ScanExports): Counts {
  const view = new DataView(wasm.memory.buffer);
  const places = Array.from({ length: wasm.countsPlaces() }, (_, place) => wasm.countsAt() + place * countBytes);
  // Of the key, the upper half is the developer's number, the lower one the week's plus one.
  const used = places.filter((at) => view.getUint32(at, true) !== 0);
  return {
    names: readNames(wasm),
    developers: Uint32Array.from(used, (at) => view.getUint32(at + 4, true)),
    weeks: Uint32Array.from(used, (at) => view.getUint32(at, true) - 1),
    runs: Float64Array.from(used, (at) => view.getFloat64(at + 8, true)),
    successfulRuns: Float64Array.from(used, (at) => view.getFloat64(at + 16, true)),
  };
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
  const view = new DataView(wasm.memory.buffer);
  const places = Array.from({ length: wasm.idsPlaces() }, (_, place) =>
    view.getBigUint64(wasm.idsAt() + place * idBytes, true),
  );
  return {
    mask: BigInt.asUintN(64, wasm.sampleMask.value),
    hashes: BigUint64Array.from(places.filter((hash) => hash !== 0n)),
  };
}
