// A thread that scans pieces of files, and posts what it found.
import { parentPort, workerData } from "node:worker_threads";
import { Pieces, type ScannedFile, type SharedProgress } from "./pieces.ts";
import { ScanFailure } from "./scan-failure.ts";
import type { ScanResult } from "./scan-job.ts";
import { scanPieces } from "./scan-pieces.ts";
import { Scanner, type ScannerParts } from "./scanner.ts";

export interface PieceWork {
  readonly parts: ScannerParts;
  readonly files: readonly ScannedFile[];
  readonly shared: SharedProgress;
}

export type PieceReport =
  | { readonly result: ScanResult }
  | {
      readonly failure: {
        readonly input: number;
        readonly reason: string;
        readonly longLineAt: number | undefined;
      };
    };

function work({ parts, files, shared }: PieceWork): PieceReport {
  const scanner = new Scanner(parts);
  try {
    for (const _ of scanPieces(scanner, new Pieces(files, shared)));
    return { result: scanner.result() };
  } catch (error) {
    if (!(error instanceof ScanFailure)) throw error;
    const { input, message: reason, longLineAt } = error;
    return { failure: { input, reason, longLineAt } };
  }
}

parentPort?.postMessage(work(workerData as PieceWork), []);
