// Reads the scanner's tables (assembly/tally.ts, assembly/seen-ids.ts) out of its memory.
import type { ScanResult } from "./scan-job.ts";
import type { ScanExports } from "./scan-module.ts";

const nameBytes = 16;
const countBytes = 24;
const idBytes = 16;

type Counts = Pick<ScanResult, "names" | "developers" | "weeks" | "runs" | "successfulRuns">;

export function readCounts(wasm: ScanExports): Counts {
  const view = new DataView(wasm.memory.buffer);
  const used = usedPlaces(wasm.countsAt(), wasm.countsPlaces(), countBytes, view);
  return {
    names: readNames(wasm),
    // Of the key, the upper half is the developer's number, the lower one the week's plus one.
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
  const used = usedPlaces(wasm.idsAt(), wasm.idsPlaces(), idBytes, view);
  return {
    mask: BigInt.asUintN(64, wasm.sampleMask.value),
    hashes: BigUint64Array.from(used, (at) => view.getBigUint64(at, true)),
  };
}

/** The addresses of a table's entries whose first eight bytes are not 0. */
function usedPlaces(table: number, places: number, entryBytes: number, view: DataView): Uint32Array {
  const used = new Uint32Array(places);
  let count = 0;
  for (let at = table; at < table + places * entryBytes; at += entryBytes) {
    if (view.getUint32(at, true) !== 0 || view.getUint32(at + 4, true) !== 0) used[count++] = at;
  }
  return used.subarray(0, count);
}
