import { minKeepRawMs, type EventStore } from "@astrolabe/store";
import { dayMs, pruneStepRows } from "./limits.ts";
import { patiently } from "./patiently.ts";
import { UsageError } from "./usage-error.ts";

/** `90d`, in milliseconds. @throws UsageError when it is no number of days, or too few */
export function keepRawMs(text: string): number {
  const [, days] = /^(\d{1,5})d$/.exec(text) ?? [];
  const keepMs = Number(days) * dayMs;
  if (days === undefined || keepMs < minKeepRawMs) {
    throw new UsageError(
      `--keep-raw must be a number of days from ${minKeepRawMs / dayMs}d on, e.g. 90d: clients send events that are up to a month old.`,
    );
  }
  return keepMs;
}

export interface Pruned {
  readonly expired: number;
  /** Rows of events from before it are refused now, in epoch milliseconds. */
  readonly horizonMs: number;
}

/** Takes out the raw rows of events from before a moment, in small steps between which the store does other work. */
export async function pruneTo(
  store: EventStore,
  beforeMs: number,
  onStep: (rows: number) => void = () => {},
  signal?: AbortSignal,
): Promise<Pruned> {
  let expired = 0;
  let after: string | undefined;
  while (true) {
    const step = await patiently(() => store.expire({ beforeMs, after, maxRows: pruneStepRows }));
    expired += step.expired;
    after = step.next;
    onStep(pruneStepRows);
    if (after === undefined || signal?.aborted === true) return { expired, horizonMs: step.horizonMs };
  }
}
