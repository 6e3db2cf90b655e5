import { SHARE_ENV, Worker } from "node:worker_threads";
import { workerGarbageMib } from "../limits.ts";

/**
 * Starts a thread.
 *
 * @param name of its module beside this one, without a suffix
 * @returns undefined where threads aren't allowed
 */
export function startWorker(name: string, workerData: unknown): Worker | undefined {
  const suffix = import.meta.url.endsWith(".ts") ? "ts" : "js";
  try {
    return new Worker(new URL(`./${name}.${suffix}`, import.meta.url), {
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
