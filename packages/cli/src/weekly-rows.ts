// From counts to the rows that a destination lacks. Pure: what is posted depends on the counts, on what the
// destination holds, and on the clock for `generated_at` alone.
import { uuidV5 } from "@astrolabe/client";
import { compareCodePoints } from "@astrolabe/metric";

/** Successful runs by developer, then by week, as `aggregateSuccessfulRuns` gives them. */
export type Counts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Successful runs by developer in one week. */
export type Totals = Readonly<Record<string, number>>;

/** The valid totals of a week at the destination. */
export interface PostedTotals {
  /** Of its row. */
  readonly id: string;
  /** Epoch seconds. */
  readonly generatedAt: number;
  readonly totals: Totals;
}

/** A week's totals as a row of the events table. */
export interface WeeklyRow {
  readonly id: string;
  readonly payload: {
    readonly name: "nsm-weekly";
    readonly task: string;
    readonly week: string;
    readonly generated_at: number;
    readonly totals: Totals;
  };
}

/** One total as a row of the nsm table. */
export interface NsmRow {
  readonly task: string;
  readonly week: string;
  readonly developer: string;
  readonly successful_runs: number;
}

/** Made once for this purpose, by chance: see {@link weeklyRows}. */
const rowIdNamespace = "b3a1f9f2-6f0c-4f0e-9a53-5d2a7c1e8b46";

/** Weeks in order, each with its developers in code point order. */
export function totalsByWeek(counts: Counts): Map<string, Totals> {
  const weeks = new Map<string, [developer: string, count: number][]>();
  for (const developer of Object.keys(counts).toSorted(compareCodePoints)) {
    for (const [week, count] of Object.entries(counts[developer] ?? {})) {
      const totals = weeks.get(week);
      if (totals === undefined) weeks.set(week, [[developer, count]]);
      else totals.push([developer, count]);
    }
  }
  const inOrder = [...weeks].toSorted(([a], [b]) => compareCodePoints(a, b));
  return new Map(inOrder.map(([week, totals]) => [week, Object.fromEntries(totals)]));
}

/**
 * One row for each week whose totals the destination lacks or has otherwise. The id is made of what the row says and
 * of what it takes the place of, so that a row posted twice, by a second try or by a second uploader, is stored once.
 * `generated_at` is later than that of the row it replaces even when the clock is not.
 */
export function weeklyRows(
  task: string,
  weeks: ReadonlyMap<string, Totals>,
  posted: ReadonlyMap<string, PostedTotals>,
  nowMs: number,
): WeeklyRow[] {
  const rows: WeeklyRow[] = [];
  for (const [week, totals] of weeks) {
    const previous = posted.get(week);
    if (previous !== undefined && canonical(previous.totals) === canonical(totals)) continue;
    const generatedAtMs = Math.max(
      nowMs,
      previous === undefined ? 0 : Math.round(previous.generatedAt * 1000) + 1,
    );
    const idName = JSON.stringify([task, week, canonical(totals), previous?.id ?? ""]);
    rows.push({
      id: uuidV5(idName, rowIdNamespace),
      payload: { name: "nsm-weekly", task, week, generated_at: generatedAtMs / 1000, totals },
    });
  }
  return rows;
}

/** A row for each week and developer, in that order. */
export function nsmRows(task: string, weeks: ReadonlyMap<string, Totals>): NsmRow[] {
  return [...weeks].flatMap(([week, totals]) =>
    Object.entries(totals).map(([developer, count]) => ({ task, week, developer, successful_runs: count })),
  );
}

/** The same text for the same totals: members in code point order, whatever order they came in. */
function canonical(totals: Totals): string {
  return JSON.stringify(Object.entries(totals).toSorted(([a], [b]) => compareCodePoints(a, b)));
}
