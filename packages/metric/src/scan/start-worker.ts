import { SHARE_ENV, Worker } from "node:worker_threads";
import { workerGarbageMib } from "../limits.ts";
import type { PieceWork } from "./piece-worker.ts";

/** Starts a thread that scans pieces. @returns undefined where threads aren't allowed */
export function startWorker(workerData: PieceWork): Worker | undefined {
  const suffix = import.meta.url.endsWith(".ts") ? "ts" : "js";
  try {
    return new Worker(new URL(`./piece-worker.${suffix}`, import.meta.url), {
      workerData,
      env: SHARE_ENV,
      // Scanning makes little garbage: the usual 16 MB for it would only be filled because they are there.
      resourceLimits: { maxYoungGenerationSizeMb: workerGarbageMib },
    });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_ACCESS_DENIED") return undefined;
    throw error;
  }
}
