// A move, in call order: who was forgotten and what has expired, every event (carry-events), the weekly totals
// (carry-totals) and the marks; then, until the numbers stand
// still, the events that came meanwhile and the ledger, and both sides are compared (compare-counts). These six are all
// that is carried.
import type { EventStore, Ledger } from "@astrolabe/store";
import { catchUpOverlapMs, maxCatchUps } from "../limits.ts";
import { pruneTo } from "../keep-raw.ts";
import { patiently } from "../patiently.ts";
import { carryEvents, type EventsPass, newestReceivedMs } from "./carry-events.ts";
import { carryForgotten, carryMarks } from "./carry-forgotten.ts";
import { carryTotals } from "./carry-totals.ts";
import { type Comparison, compareCounts, readCounts } from "./compare-counts.ts";
import type { Move } from "./stores-of-move.ts";

export interface MoveResult {
  /** Rows that this run stored in the target, and those that were there. */
  readonly stored: number;
  readonly present: number;
  /** Ids of rows that the target will not take, by reason. */
  readonly refused: ReadonlyMap<string, readonly string[]>;
  /** Weekly totals written. */
  readonly totals: number;
  readonly counts: Comparison;
  readonly source: Ledger;
  readonly target: Ledger;
  /** From when on the source has raw rows, where earlier ones have expired; in epoch milliseconds. */
  readonly sourceHorizonMs: number | undefined;
}

/** Rejects with an Error when both are the same database, or one of them can't be used for half a minute. */
export async function moveStore(move: Move): Promise<MoveResult> {
  const { from, to } = move;
  const origin = await from.identity();
  if (origin === (await to.identity())) {
    throw new Error(
      "both URLs name the same database, or one is a copy of the other. To add a copy's rows: astrolabe export, then import.",
    );
  }

  let stored = 0;
  const refused = new Map<string, readonly string[]>();
  const carry = async (sinceMs?: number): Promise<EventsPass> => {
    const pass = await carryEvents(move, sinceMs);
    stored += pass.stored;
    for (const [reason, ids] of pass.refused) {
      refused.set(reason, [...new Set([...(refused.get(reason) ?? []), ...ids])]);
    }
    return pass;
  };

  await carryForgotten(move);
  await carryExpired(move, origin);
  let sinceMs = await nextSinceMs(from);
  const { present } = await carry();
  const totals = await carryTotals(move);
  await carryMarks(move);
  for (let round = 1; ; round += 1) {
    const before = await readCounts(from);
    const source = await patiently(() => from.ledger());
    // What came meanwhile may have an id from before where the pass was: such rows are found by when they came.
    const laterMs = await nextSinceMs(from);
    await carry(sinceMs);
    sinceMs = laterMs;
    await carryForgotten(move);
    await carryLedger(to, origin, source);
    const target = await patiently(() => to.ledger());
    const counts = compareCounts(before, await readCounts(to), await readCounts(from));
    if (counts.moving === 0 || round === maxCatchUps) {
      const sourceHorizonMs = await from.horizon();
      return { stored, present, refused, totals, counts, source, target, sourceHorizonMs };
    }
  }
}

/**
 * What expired rows have left in the source's rollup, and its horizon. First a pruning that is under way is done to its end:
 * then there is no row from before the horizon that could be carried, too.
 */
async function carryExpired({ from, to }: Move, origin: string): Promise<void> {
  const horizonMs = await patiently(() => from.horizon());
  if (horizonMs === undefined) return;
  await pruneTo(from, horizonMs);
  const runs = await patiently(() => from.expiredRuns());
  if (runs !== undefined) await patiently(() => to.carryExpired(origin, runs));
}

/** From when on rows must be looked at that come after this call, in epoch milliseconds. */
async function nextSinceMs(from: EventStore): Promise<number> {
  return ((await newestReceivedMs(from)) ?? 0) - catchUpOverlapMs;
}

/** What is not a row any more: what is carried again takes the place of what was carried before. */
async function carryLedger(to: EventStore, origin: string, source: Ledger): Promise<void> {
  const { duplicate, rejected, deleted } = source;
  await patiently(() => to.carryLedger(origin, { duplicate, rejected, deleted }));
}
