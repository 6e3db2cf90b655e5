// A thread that scans streams, one after the other, while the main thread reads and decompresses them.
import { parentPort, workerData } from "node:worker_threads";
import { ReadError } from "../read-error.ts";
import type { ScanResult } from "./scan-job.ts";
import { Scanner, type ScannerParts } from "./scanner.ts";
import { StreamScan } from "./stream-scan.ts";

export type StreamOrder =
  | { readonly begin: { readonly source: string; readonly input: number } }
  | { readonly block: Uint8Array<ArrayBuffer> }
  | "end"
  | "finish";

export type StreamReport =
  /** A block is scanned; it can be filled again. */
  | { readonly scanned: ArrayBuffer; readonly events: number }
  | { readonly result: ScanResult }
  | { readonly failure: { readonly source: string; readonly reason: string } };

const parts = workerData as ScannerParts;
const scanner = new Scanner(parts);
let scan: StreamScan | undefined;

function obey(order: StreamOrder): void {
  if (order === "finish") report({ result: scanner.result() });
  else if (order === "end") scan?.end();
  else if ("begin" in order) {
    scan = new StreamScan(scanner, parts.job, order.begin.source, order.begin.input);
  } else {
    const { buffer, byteOffset, byteLength } = order.block;
    scan?.push(Buffer.from(buffer, byteOffset, byteLength));
    report({ scanned: buffer, events: scanner.passed }, [buffer]);
  }
}

function report(message: StreamReport, transfer: ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transfer);
}

parentPort?.on("message", (order: StreamOrder) => {
  try {
    obey(order);
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    report({ failure: { source: error.source, reason: error.reason } });
    parentPort?.close();
  }
});
