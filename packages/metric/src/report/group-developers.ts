import { compareCodePoints } from "../code-points.ts";
import type { Cell, LatencyCell } from "./summary.ts";

/** What one developer did in one week. */
export interface DeveloperWeek {
  readonly developer: string;
  runs: number;
  successes: number;
  ciRuns: number;
  ciSuccesses: number;
  /** Successful runs by day, Monday first. */
  readonly successesByDay: number[];
  readonly failuresByCode: Map<string, number>;
  readonly versions: Map<string, VersionCount>;
}

export interface VersionCount {
  runs: number;
  successes: number;
}

/** Weeks with their developers, by code point order of week and name, so that equal summaries give equal bytes. */
export type DevelopersByWeek = ReadonlyMap<string, readonly DeveloperWeek[]>;

export function groupDevelopers(cells: Iterable<Cell>): DevelopersByWeek {
  const weeks = new Map<string, Map<string, DeveloperWeek>>();
  for (const cell of cells) {
    if (cell.runs === 0) continue;
    let developers = weeks.get(cell.week);
    if (developers === undefined) weeks.set(cell.week, (developers = new Map()));
    let entry = developers.get(cell.developer);
    if (entry === undefined) developers.set(cell.developer, (entry = nothingYet(cell.developer)));
    addCell(entry, cell);
  }
  return new Map(
    [...weeks]
      .toSorted(([a], [b]) => compareCodePoints(a, b))
      .map(([week, developers]) => [
        week,
        [...developers.values()].toSorted((a, b) => compareCodePoints(a.developer, b.developer)),
      ]),
  );
}

function nothingYet(developer: string): DeveloperWeek {
  return {
    developer,
    runs: 0,
    successes: 0,
    ciRuns: 0,
    ciSuccesses: 0,
    successesByDay: [0, 0, 0, 0, 0, 0, 0],
    failuresByCode: new Map(),
    versions: new Map(),
  };
}

function addCell(entry: DeveloperWeek, cell: Cell): void {
  let successes = 0;
  for (let day = 0; day < 7; day++) {
    const count = cell.successesByDay[day] ?? 0;
    successes += count;
    entry.successesByDay[day] = (entry.successesByDay[day] ?? 0) + count;
  }
  entry.runs += cell.runs;
  entry.successes += successes;
  if (cell.ci) {
    entry.ciRuns += cell.runs;
    entry.ciSuccesses += successes;
  }
  for (const [code, count] of Object.entries(cell.failuresByCode)) {
    entry.failuresByCode.set(code, (entry.failuresByCode.get(code) ?? 0) + count);
  }
  const version = entry.versions.get(cell.version);
  if (version === undefined) entry.versions.set(cell.version, { runs: cell.runs, successes });
  else {
    version.runs += cell.runs;
    version.successes += successes;
  }
}

/** Latencies of each week, added up. */
export function groupLatencies(cells: Iterable<LatencyCell>): Map<string, Map<number, number>> {
  const weeks = new Map<string, Map<number, number>>();
  for (const { week, counts } of cells) {
    let sums = weeks.get(week);
    if (sums === undefined) weeks.set(week, (sums = new Map()));
    for (const [bucket, count] of counts) sums.set(bucket, (sums.get(bucket) ?? 0) + count);
  }
  return weeks;
}
