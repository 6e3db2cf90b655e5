import type { Counted } from "../counted.ts";

/** What several rows add to the rollup: one entry a row of its tables. */
export interface Tally {
  readonly cells: ReadonlyMap<string, CellCount>;
  readonly latencies: ReadonlyMap<string, LatencyCount>;
  dropped: number;
}

interface CellCount {
  readonly key: readonly [
    task: string,
    week: string,
    developer: string,
    version: string,
    ci: 0 | 1,
    linkable: 0 | 1,
    exitCode: string,
  ];
  /** Runs by day of the week, Monday first. */
  readonly days: number[];
  newestMs: number;
}

interface LatencyCount {
  readonly key: readonly [task: string, week: string, bucket: number];
  runs: number;
}

/** Adds up: a group often holds many runs of few developers. */
export function tally(rows: readonly Counted[]): Tally {
  const cells = new Map<string, CellCount>();
  const latencies = new Map<string, LatencyCount>();
  const sums: Tally = { cells, latencies, dropped: 0 };
  for (const { run, dropped } of rows) {
    sums.dropped += dropped;
    if (run === null) continue;
    const { task, week, developer, version, exitCode, day, endMs, latencyBucket } = run;
    const ci = run.ci ? 1 : 0;
    const linkable = run.linkable ? 1 : 0;
    // The length keeps apart what would otherwise read the same: task "a" of "bc", and "ab" of "c". Neither a version
    // nor an exit code has a blank.
    const taskAndWeek = `${task.length} ${task}${week}`;
    const cellKey = `${taskAndWeek}${version} ${exitCode} ${ci}${linkable}${developer}`;
    let cell = cells.get(cellKey);
    if (cell === undefined) {
      const key = [task, week, developer, version, ci, linkable, exitCode] as const;
      cells.set(cellKey, (cell = { key, days: [0, 0, 0, 0, 0, 0, 0], newestMs: endMs }));
    }
    cell.days[day] = (cell.days[day] ?? 0) + 1;
    cell.newestMs = Math.max(cell.newestMs, endMs);
    if (latencyBucket === null) continue;
    const latencyKey = `${taskAndWeek}${latencyBucket}`;
    const latency = latencies.get(latencyKey);
    if (latency !== undefined) latency.runs += 1;
    else latencies.set(latencyKey, { key: [task, week, latencyBucket], runs: 1 });
  }
  return sums;
}
