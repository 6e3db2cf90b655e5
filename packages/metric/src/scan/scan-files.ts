import { once } from "node:events";
import { availableParallelism } from "node:os";
import { setImmediate } from "node:timers/promises";
import type { Worker } from "node:worker_threads";
import { bytesPerThread, maxThreads } from "../limits.ts";
import type { EventSource } from "../read/event-source.ts";
import type { PieceReport, PieceWork } from "./piece-worker.ts";
import { Pieces, type ScannedFile } from "./pieces.ts";
import { ScanFailure } from "./scan-failure.ts";
import type { ScanResult } from "./scan-job.ts";
import { scanPieces } from "./scan-pieces.ts";
import type { Scanner, ScannerParts } from "./scanner.ts";
import { startWorker } from "./start-worker.ts";

/** What a count goes on with, whatever its inputs are. */
export interface Scan {
  /** Of this thread. */
  readonly scanner: Scanner;
  /** What other threads make theirs of. */
  readonly parts: ScannerParts;
  /** How many threads there may be; as many as cores when undefined. */
  readonly threads: number | undefined;
  /** Told how far it is. */
  readonly source: EventSource;
}

/**
 * Scans files that hold lines. This thread does its share, and starts others when there is enough for them.
 *
 * @returns what the others found; what this one found is in its scanner
 * @throws ScanFailure
 */
export async function scanFiles(files: readonly ScannedFile[], scan: Scan): Promise<ScanResult[]> {
  const shared = Pieces.share();
  const pieces = new Pieces(files, shared);
  const work: PieceWork = { parts: scan.parts, files, shared };
  const workers = Array.from({ length: threadsFor(files, scan.threads) - 1 }, () => startWorker(work));
  const reports = workers.filter((worker) => worker !== undefined).map(reportOf);
  const settled = Promise.allSettled(reports);
  try {
    for (const _ of scanPieces(scan.scanner, pieces)) {
      tellProgress(scan.source, files, pieces);
      await setImmediate();
    }
  } finally {
    await settled;
  }
  return Promise.all(reports);
}

function tellProgress({ onProgress }: EventSource, files: readonly ScannedFile[], pieces: Pieces): void {
  const [first] = files;
  if (onProgress === undefined || first === undefined) return;
  const source = files.length === 1 ? first.path : `${files.length} files`;
  onProgress({ source, totalBytes: bytesOf(files), ...pieces.done });
}

function bytesOf(files: readonly ScannedFile[]): number {
  return files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

function threadsFor(files: readonly ScannedFile[], threads: number | undefined): number {
  const wanted = threads ?? Math.min(availableParallelism(), maxThreads);
  return Math.min(wanted, 1 + Math.floor(bytesOf(files) / bytesPerThread));
}

async function reportOf(worker: Worker): Promise<ScanResult> {
  const [report] = (await once(worker, "message")) as [PieceReport];
  if ("result" in report) return report.result;
  const { input, reason, longLineAt } = report.failure;
  throw new ScanFailure(input, reason, longLineAt);
}
