import { createVersionLimit } from "@astrolabe/metric";
import type { Cell, LatencyCell, Summary } from "@astrolabe/metric";
import type { Ledger, WeeklyCountsQuery } from "./event-store.ts";

/** A row of the table of cells, as an array: there can be hundreds of thousands, and they may have to change thread. */
export type CellRow = readonly [
  week: string,
  developer: string,
  version: string,
  ci: number | boolean,
  linkable: number | boolean,
  exitCode: string,
  newestMs: number,
  ...runsByDay: number[],
];

export type LatencyRow = readonly [week: string, bucket: number, runs: number];

/** What a database holds of a summary, as of one moment. */
export interface SummaryRows {
  /** In the order of week, developer and version: it decides which versions are told apart when there are too many. */
  readonly cells: readonly CellRow[];
  readonly latencies: readonly LatencyRow[];
  readonly ledger: Ledger;
  readonly droppedAtClient: number;
}

export function toSummary({ task }: WeeklyCountsQuery, rows: SummaryRows): Summary {
  const { received, stored, duplicate, rejected } = rows.ledger;
  let newestRunMs: number | null = null;
  let isLinkable = true;
  for (const [, , , , linkable, , newestMs] of rows.cells) {
    newestRunMs = Math.max(newestRunMs ?? 0, newestMs);
    isLinkable &&= Boolean(linkable);
  }
  return {
    task,
    timeZone: "UTC",
    cells: { [Symbol.iterator]: () => cellsOf(rows.cells) },
    latencies: latenciesOf(rows.latencies),
    newestRunMs,
    ledger: { received, stored, duplicate, rejected, droppedAtClient: rows.droppedAtClient },
    sequences: null,
    linkable: isLinkable,
  };
}

const noDays: readonly number[] = [0, 0, 0, 0, 0, 0, 0];

/** One cell a row: those of equal keys add up. */
function* cellsOf(rows: readonly CellRow[]): Generator<Cell> {
  const limitVersion = createVersionLimit();
  for (const [week, developer, version, ci, , exitCode, , ...days] of rows) {
    const runs = days.reduce((sum, count) => sum + count, 0);
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
