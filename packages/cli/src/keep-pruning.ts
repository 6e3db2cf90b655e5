import { setTimeout as wait } from "node:timers/promises";
import type { EventStore } from "@astrolabe/store";
import type { Logger } from "pino";
import { pruneTo } from "./keep-raw.ts";
import { dayMs, pruneRetryMs } from "./limits.ts";

export interface Pruning {
  /** Ends after the step that is under way. */
  stop(): Promise<void>;
}

/** Prunes now, and once a day; after a failure in an hour. Several collectors of one store may: the steps are repeatable. */
export function keepPruning(store: EventStore, keepMs: number, logger: Logger): Pruning {
  const ending = new AbortController();
  const { signal } = ending;

  async function pruneDaily(): Promise<void> {
    while (!signal.aborted) {
      const failed = await pruneTo(store, Date.now() - keepMs, undefined, signal).then(
        ({ expired, horizonMs }) => {
          logger.info({ expired, before: new Date(horizonMs).toISOString() }, "pruned");
          return false;
        },
        (error: unknown) => {
          logger.warn({ error: String(error) }, "could not prune");
          return true;
        },
      );
      await wait(failed ? pruneRetryMs : dayMs, undefined, { signal, ref: false }).catch(() => {}); // Aborted.
    }
  }

  const ended = pruneDaily();
  return {
    stop() {
      ending.abort();
      return ended;
    },
  };
}
