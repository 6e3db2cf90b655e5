import { setTimeout as wait } from "node:timers/promises";
import { StoreBusyError } from "@astrolabe/store";
import { firstStoreWaitMs, maxStoreAttempts, maxStoreWaitMs } from "./limits.ts";

/** Does something with a store, again while it is busy or away: a collector may be writing, a server restarting. */
export async function patiently<Result>(run: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof StoreBusyError) || attempt === maxStoreAttempts) throw error;
      await wait(Math.min(firstStoreWaitMs * 2 ** (attempt - 1), maxStoreWaitMs));
    }
  }
}
