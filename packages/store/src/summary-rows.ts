import { createVersionLimit } from "@astrolabe/metric";
import type { Cell, LatencyCell, Summary } from "@astrolabe/metric";
import type { Ledger, WeeklyCountsQuery } from "./event-store.ts";

/** A row of the table of cells, as an array: there can be hundreds of thousands, and they may have to change thread. */
export type CellRow = readonly [
  week: string,
  developer: string,
  version: string,
  ci: number | boolean,
  exitCode: string,
  ...runsByDay: number[],
];

export type LatencyRow = readonly [week: string, bucket: number, runs: number];

/** What a database holds of a summary, as of one moment. */
export interface SummaryRows {
  /** In the order of week, developer and version: it decides which versions are told apart when there are too many. */
  readonly cells: Iterable<CellRow>;
  /** The latest that was ever counted in one of the cells; null without cells. */
  readonly newestMs: number | null;
  /** False when a cell says that its developer has this name in its week only. */
  readonly linkable: boolean;
  readonly latencies: readonly LatencyRow[];
  readonly ledger: Ledger;
  readonly droppedAtClient: number;
}

export function toSummary({ task }: WeeklyCountsQuery, rows: SummaryRows): Summary {
  const { received, stored, duplicate, rejected } = rows.ledger;
  return {
    task,
    timeZone: "UTC",
    cells: { [Symbol.iterator]: () => cellsOf(rows.cells) },
    latencies: latenciesOf(rows.latencies),
    newestRunMs: rows.newestMs,
    ledger: { received, stored, duplicate, rejected, droppedAtClient: rows.droppedAtClient },
    sequences: null,
    linkable: rows.linkable,
  };
}

const noDays: readonly number[] = [0, 0, 0, 0, 0, 0, 0];

/** One cell a row: those of equal keys add up. */
function* cellsOf(rows: Iterable<CellRow>): Generator<Cell> {
  const limitVersion = createVersionLimit();
  for (const row of rows) {
    // Taken apart with `...` it would take three times as long.
    const [week, developer, version, ci, exitCode] = row;
    const days = row.slice(5) as number[];
    let runs = 0;
    for (const count of days) runs += count;
    const successful = exitCode === "0";
    yield {
      week,
      developer,
      version: limitVersion(version),
      ci: Boolean(ci),
      runs,
      successesByDay: successful ? days : noDays,
      failuresByCode: successful ? {} : { [exitCode]: runs },
    };
  }
}

function latenciesOf(rows: readonly LatencyRow[]): LatencyCell[] {
  const weeks = new Map<string, Map<number, number>>();
  for (const [week, bucket, runs] of rows) {
    let counts = weeks.get(week);
    if (counts === undefined) weeks.set(week, (counts = new Map()));
    counts.set(bucket, runs);
  }
  return [...weeks].map(([week, counts]) => ({ week, counts }));
}
