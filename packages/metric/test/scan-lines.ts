import { ValueCounter } from "../src/scan/value-counter.ts";
import { MergedResult } from "../src/scan/merged-result.ts";
import type { ScanJob } from "../src/scan/scan-job.ts";
import { Scanner, scannerParts, type ScannerParts } from "../src/scan/scanner.ts";
import { IdSet } from "../src/seen-ids.ts";
import { SkipReport } from "../src/skip-report.ts";
import type { WeeklyCount } from "../src/run.ts";
import { LineSplitter } from "../src/read/line-splitter.ts";
import { parseTexts } from "../src/read/parse-texts.ts";

export interface Found {
  readonly counts: readonly WeeklyCount[];
  readonly skipped: object;
  readonly bad: readonly number[];
}

export const job: ScanJob = { task: "ai-do", timeZone: "UTC", strict: false, dedupe: false };

export function partsFor(wanted: ScanJob): ScannerParts {
  const parts = scannerParts(wanted);
  if (parts === undefined) throw new Error("this Node has no WebAssembly SIMD");
  return parts;
}

/** What the scanner finds in lines. */
export function scan(ndjson: Buffer, parts: ScannerParts): Found {
  const scanner = new Scanner(parts);
  scanner.input(ndjson.length).set(ndjson);
  scanner.scanLines(0, ndjson.length, 0, () => scanner.passed);
  const skipped = new SkipReport();
  const merged = new MergedResult(skipped);
  merged.add(scanner.result());
  return found(merged, skipped);
}

/** What JSON.parse and parseRun find in them. */
export function parse(ndjson: Buffer, wanted: ScanJob): Found {
  const counter = new ValueCounter(wanted, new IdSet(wanted.dedupe));
  const splitter = new LineSplitter("lines");
  const values = parseTexts([...splitter.push(ndjson), ...splitter.end()], {
    task: wanted.strict ? undefined : wanted.task,
    onBad: (reason, line) => counter.addBad(reason, 0, line),
  });
  for (const value of values) counter.add(value);
  const skipped = new SkipReport();
  const merged = new MergedResult(skipped);
  merged.addValues(counter.result());
  return found(merged, skipped);
}

function found(merged: MergedResult, skipped: SkipReport): Found {
  return {
    counts: merged.counts(),
    skipped: skipped.byReason,
    bad: [merged.badTotal, ...merged.firstBadLines().map(({ at }) => at)],
  };
}
