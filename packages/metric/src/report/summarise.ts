import { checkTimeZone } from "../calendar-day.ts";
import { definition } from "../definition.ts";
import { EventSource } from "../read/event-source.ts";
import { isUndatedRun } from "../run.ts";
import type { CountOptions } from "../aggregate.ts";
import { droppedAtClient } from "./dropped-at-client.ts";
import { parseRunDetail } from "./run-detail.ts";
import type { RowLedger, SequenceCell, Summary } from "./summary.ts";
import { createCellTally } from "./tally-cells.ts";

export interface SummaryOptions extends CountOptions {
  /** Runs later than this, in epoch milliseconds, are left out: the report of a moment that is past. */
  readonly untilMs?: number | undefined;
}

/**
 * Counts what a report is made of. Memory grows with the number of (week, developer, version, ci) alone.
 *
 * @param events events or rows; of what {@link readEvents} returns, every value is looked at, whatever its task
 * @throws what reading the events throws, and RangeError for an unknown time zone
 */
export async function summarise(
  events: AsyncIterable<unknown> | Iterable<unknown>,
  options: SummaryOptions = {},
): Promise<Summary> {
  const { task = definition.defaultTask, timeZone = "UTC", untilMs = Infinity } = options;
  checkTimeZone(timeZone);
  const tally = createCellTally();
  const sequences = new Map<string, SequenceCell>();
  let values = 0;
  let dropped = 0;
  let newestRunMs: number | null = null;
  let linkable = true;
  const skipped = events instanceof EventSource ? events.skipped : undefined;
  for await (const batch of batchesOf(events)) {
    for (const value of batch) {
      values++;
      dropped += droppedAtClient(value);
      const run = parseRunDetail(value, timeZone);
      if (run?.task === task && run.endMs <= untilMs) {
        tally.add(run);
        newestRunMs = Math.max(newestRunMs ?? 0, run.endMs);
        linkable &&= run.linkable;
      } else if (run === null && isUndatedRun(value, task)) skipped?.add("no usable timestamp");
      if (run !== null && run.sequence !== null) addSequence(sequences, run.developer, run.sequence);
    }
  }
  const rejected = skipped?.byReason ?? {};
  const ledger: RowLedger = {
    received: values + (skipped?.total ?? 0) - (rejected["no usable timestamp"] ?? 0),
    stored: values - (rejected["no usable timestamp"] ?? 0),
    duplicate: null,
    rejected,
    droppedAtClient: dropped,
  };
  const { cells, latencies } = tally;
  const numbered = sequences.size > 0 ? sequences : null;
  return { task, timeZone, cells, latencies, newestRunMs, ledger, sequences: numbered, linkable };
}

/** Values as they stand, a batch at a time: of a source that can, and else one by one. */
async function* batchesOf(
  events: AsyncIterable<unknown> | Iterable<unknown>,
): AsyncGenerator<readonly unknown[], void, undefined> {
  if (events instanceof EventSource) yield* events.batches();
  else for await (const value of events) yield [value];
}

function addSequence(sequences: Map<string, SequenceCell>, developer: string, sequence: number): void {
  const { first, last, received } = sequences.get(developer) ?? {
    first: sequence,
    last: sequence,
    received: 0,
  };
  sequences.set(developer, {
    first: Math.min(first, sequence),
    last: Math.max(last, sequence),
    received: received + 1,
  });
}
