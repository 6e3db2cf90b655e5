// Counts what readEvents names. What happens here, in call order: the inputs are looked up; files of lines are cut into
// pieces, which several threads claim and scan; streams are scanned as they come; tables and what the scanner can't do
// are parsed; and what all of them found is added up.
import { ReadError } from "../read-error.ts";
import type { EventSource } from "../read/event-source.ts";
import type { Input, Placed } from "../read/input.ts";
import type { WeeklyCount } from "../run.ts";
import { IdSet } from "../seen-ids.ts";
import { StrictError } from "../strict-error.ts";
import { countTexts } from "./count-texts.ts";
import { holdsLines } from "./holds-lines.ts";
import { lineNumbers } from "./line-numbers.ts";
import { MergedResult } from "./merged-result.ts";
import type { ScannedFile } from "./pieces.ts";
import { scanFiles } from "./scan-files.ts";
import { ScanFailure } from "./scan-failure.ts";
import type { BadLine, ScanJob } from "./scan-job.ts";
import { scanStreams } from "./scan-streams.ts";
import { Scanner, scannerParts, type ScannerParts } from "./scanner.ts";
import { ValueCounter } from "./value-counter.ts";
import { longLine } from "../read/line-splitter.ts";

/** Runs by week and developer of a source. Leaves in it what was skipped, and how many ids came again. */
export async function countSource(
  source: EventSource,
  job: ScanJob,
  threads: number | undefined,
): Promise<WeeklyCount[]> {
  const inputs = await source.inputs();
  const placed = inputs.map((input, place): Placed => [input, place]);
  const merged = new MergedResult(source.skipped);
  const parts = scannerParts(job);
  if (parts === undefined) {
    const counter = new ValueCounter(job, new IdSet(job.dedupe));
    await countTexts(placed, counter, job, source);
    merged.addValues(counter.result());
  } else {
    // Ids are remembered by one thread.
    await scanAll(placed, source, parts, job.dedupe ? 1 : threads, merged);
  }
  if (merged.badTotal > 0) {
    throw new StrictError(merged.badTotal, await named(merged.firstBadLines(), inputs));
  }
  source.repeatedIds = merged.repeatedIds();
  return merged.counts();
}

async function scanAll(
  inputs: readonly Placed[],
  source: EventSource,
  parts: ScannerParts,
  threads: number | undefined,
  merged: MergedResult,
): Promise<void> {
  const files: ScannedFile[] = [];
  const streams: Placed[] = [];
  const tables: Placed[] = [];
  for (const placed of inputs) {
    const [{ file, chunks }, place] = placed;
    if (file?.sizeBytes !== undefined && holdsLines(file.path)) {
      files.push({ input: place, path: file.path, sizeBytes: file.sizeBytes });
    } else (chunks === undefined ? tables : streams).push(placed);
  }
  const scanner = new Scanner(parts);
  const scan = { scanner, parts, threads, source };
  try {
    for (const result of await scanFiles(files, scan)) merged.add(result);
  } catch (error) {
    throw error instanceof ScanFailure ? await explained(error, inputs) : error;
  }
  await scanStreams(streams, scan);
  await countTexts(tables, scanner, parts.job, source);
  merged.add(scanner.result());
}

async function explained(
  { input, longLineAt, message, cause }: ScanFailure,
  inputs: readonly Placed[],
): Promise<Error> {
  const { source } = inputs[input]![0];
  if (longLineAt === undefined) return new ReadError(source, message, { cause });
  const [line = 0] = await lineNumbers(source, [longLineAt]);
  return longLine(source, line);
}

/** `source:line: reason`; in a file of lines the lines are counted only now. */
async function named(badLines: readonly BadLine[], inputs: readonly Input[]): Promise<string[]> {
  const names: string[] = [];
  for (const [place, { source, file }] of inputs.entries()) {
    const bad = badLines.filter(({ input }) => input === place);
    const begins = bad.map(({ at }) => at);
    const isCut = bad.some(({ isByte }) => isByte);
    const lines = isCut && file !== undefined ? await lineNumbers(file.path, begins) : begins;
    names.push(...bad.map(({ reason }, at) => `${source}:${lines[at]}: ${reason}`));
  }
  return names;
}
