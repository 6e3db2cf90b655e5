import { SHARE_ENV, Worker } from "node:worker_threads";

/**
 * Starts a thread.
 *
 * @param name of its module beside this one, without a suffix
 * @returns undefined where threads aren't allowed
 */
export function startWorker(name: string, workerData: unknown): Worker | undefined {
  const suffix = import.meta.url.endsWith(".ts") ? "ts" : "js";
  try {
    return new Worker(new URL(`./${name}.${suffix}`, import.meta.url), { workerData, env: SHARE_ENV });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_ACCESS_DENIED") return undefined;
    throw error;
  }
}
