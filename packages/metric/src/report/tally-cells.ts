import { latencyBucket } from "../statistics/latency-bucket.ts";
import { createVersionLimit } from "./limit-versions.ts";
import type { RunDetail } from "./run-detail.ts";
import type { Cell, LatencyCell } from "./summary.ts";

export interface CellTally {
  add(run: RunDetail): void;
  readonly cells: Iterable<Cell>;
  readonly latencies: Iterable<LatencyCell>;
}

interface GrowingCell extends Cell {
  runs: number;
  readonly successesByDay: number[];
  readonly failuresByCode: Record<string, number>;
}

/** Adds runs up by the key of their cell. */
export function createCellTally(): CellTally {
  const cells = new Map<string, GrowingCell>();
  const latencies = new Map<string, Map<number, number>>();
  const limitVersion = createVersionLimit();

  const cellOf = (run: RunDetail): GrowingCell => {
    const { week, developer, ci } = run;
    const version = limitVersion(run.version);
    // A version holds no blank, and the developer comes last: no two keys read the same.
    const key = `${week} ${ci} ${version} ${developer}`;
    let cell = cells.get(key);
    if (cell === undefined) {
      const successesByDay = [0, 0, 0, 0, 0, 0, 0];
      cell = { week, developer, version, ci, runs: 0, successesByDay, failuresByCode: {} };
      cells.set(key, cell);
    }
    return cell;
  };

  return {
    add(run) {
      const cell = cellOf(run);
      cell.runs++;
      if (!run.successful) {
        const code = String(run.exitCode);
        cell.failuresByCode[code] = (cell.failuresByCode[code] ?? 0) + 1;
        return;
      }
      cell.successesByDay[run.day] = (cell.successesByDay[run.day] ?? 0) + 1;
      if (run.latencyMs === null) return;
      let counts = latencies.get(run.week);
      if (counts === undefined) latencies.set(run.week, (counts = new Map()));
      const bucket = latencyBucket(run.latencyMs);
      counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
    },
    get cells() {
      return cells.values();
    },
    get latencies() {
      return [...latencies].map(([week, counts]) => ({ week, counts }));
    },
  };
}
