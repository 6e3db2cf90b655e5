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
  successesByDay: readonly number[];
  /** Failed runs by exit code. Nearly all developers have one or two, so that a list is faster than a map. */
  readonly failures: CodeCount[];
  /** Runs by version of the tool; mostly of one. */
  readonly versions: VersionCount[];
}

interface CodeCount {
  readonly code: string;
  count: number;
}

export interface VersionCount {
  readonly version: string;
  runs: number;
  successes: number;
}

/** Weeks with their developers, by code point order of week and name, so that equal summaries give equal bytes. */
export type DevelopersByWeek = ReadonlyMap<string, readonly DeveloperWeek[]>;

export function groupDevelopers(cells: Iterable<Cell>): DevelopersByWeek {
  const weeks = new Map<string, Map<string, DeveloperWeek>>();
  // One string a name, however many weeks it is in: strings that are the same object are known to be equal.
  const names = new Map<string, string>();
  let entry: DeveloperWeek | undefined;
  let entryWeek: string | undefined;
  for (const cell of cells) {
    if (cell.runs === 0) continue;
    // The cells of a developer in a week mostly follow each other.
    if (entry === undefined || cell.developer !== entry.developer || cell.week !== entryWeek) {
      let name = names.get(cell.developer);
      if (name === undefined) names.set(cell.developer, (name = cell.developer));
      entryWeek = cell.week;
      let developers = weeks.get(entryWeek);
      if (developers === undefined) weeks.set(entryWeek, (developers = new Map()));
      entry = developers.get(name);
      if (entry === undefined) developers.set(name, (entry = nothingYet(name)));
    }
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

const noDays: readonly number[] = [0, 0, 0, 0, 0, 0, 0];

function nothingYet(developer: string): DeveloperWeek {
  return {
    developer,
    runs: 0,
    successes: 0,
    ciRuns: 0,
    ciSuccesses: 0,
    successesByDay: noDays,
    failures: [],
    versions: [],
  };
}

function addCell(entry: DeveloperWeek, cell: Cell): void {
  let successes = 0;
  for (const count of cell.successesByDay) successes += count;
  // Most have one cell: its days are theirs.
  entry.successesByDay =
    entry.successesByDay === noDays
      ? cell.successesByDay
      : entry.successesByDay.map((count, day) => count + (cell.successesByDay[day] ?? 0));
  entry.runs += cell.runs;
  entry.successes += successes;
  if (cell.ci) {
    entry.ciRuns += cell.runs;
    entry.ciSuccesses += successes;
  }
  for (const code in cell.failuresByCode) addFailures(entry.failures, code, cell.failuresByCode[code] ?? 0);
  const version = entry.versions.find((known) => known.version === cell.version);
  if (version === undefined) entry.versions.push({ version: cell.version, runs: cell.runs, successes });
  else {
    version.runs += cell.runs;
    version.successes += successes;
  }
}

function addFailures(failures: CodeCount[], code: string, count: number): void {
  const known = failures.find((failure) => failure.code === code);
  if (known === undefined) failures.push({ code, count });
  else known.count += count;
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
