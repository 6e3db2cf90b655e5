import { readFileSync } from "node:fs";
import { webAssembly, type WasmGlobal, type WasmMemory, type WasmModule } from "./web-assembly.ts";

/** What `assembly/scan.ts` exports. Addresses and lengths are in bytes. */
export interface ScanExports {
  readonly memory: WasmMemory;
  readonly passed: WasmGlobal<number>;
  readonly undated: WasmGlobal<number>;
  readonly oddEnd: WasmGlobal<number>;
  readonly repeats: WasmGlobal<number>;
  readonly isFull: WasmGlobal<number>;
  readonly sampleMask: WasmGlobal<bigint>;
  reserve(bytes: number): number;
  allocate(bytes: number): number;
  release(at: number): void;
  setTask(length: number, first: number, second: number): void;
  setZoned(zoned: boolean): void;
  seedHash(seed: bigint, factor: bigint): void;
  keepIds(max: number, skipping: boolean): void;
  isRepeated(at: number, length: number): number;
  scanLines(from: number, to: number, everyLine: boolean): number;
  scanElements(from: number, to: number): number;
  countLineFeeds(from: number, to: number): number;
  countsAt(): number;
  countsPlaces(): number;
  namesAt(): number;
  namesNumber(): number;
  idsAt(): number;
  idsPlaces(): number;
}

let compiled: WasmModule | null | undefined;

/**
 * The compiled scanner.
 *
 * @returns undefined where this runtime can't run it (no WebAssembly, or none with SIMD)
 */
export function scanModule(): WasmModule | undefined {
  compiled ??= compile();
  return compiled ?? undefined;
}

function compile(): WasmModule | null {
  if (webAssembly === undefined) return null;
  // From src/scan as from dist/scan.
  const bytes = readFileSync(new URL("../../dist/scan.wasm", import.meta.url));
  return webAssembly.validate(bytes) ? new webAssembly.Module(bytes) : null;
}
