import { maxNamedLines } from "../limits.ts";
import type { WeeklyCount } from "../run.ts";
import type { SkipReason, SkipReport } from "../skip-report.ts";
import { Tally } from "../tally.ts";
import { numberedWeek } from "../week.ts";
import type { BadLine, ScanResult, ValueResult } from "./scan-job.ts";

type Sample = ScanResult["sample"];

/** What all threads found, added up. */
export class MergedResult {
  readonly #tally = new Tally();
  readonly #skipped: SkipReport;
  readonly #samples: Sample[] = [];
  readonly #badLines: BadLine[] = [];
  #repeats = 0;
  badTotal = 0;

  constructor(skipped: SkipReport) {
    this.#skipped = skipped;
  }

  addValues({ counts, skipped, badTotal, badLines, repeats }: ValueResult): void {
    for (const count of counts)
      this.#tally.add(count.week, count.developer, count.runs, count.successfulRuns);
    for (const [reason, times] of Object.entries(skipped)) this.#skipped.add(reason as SkipReason, times);
    this.badTotal += badTotal;
    this.#badLines.push(...badLines);
    this.#repeats += repeats;
  }

  add(result: ScanResult): void {
    this.addValues(result);
    const { names, developers, weeks, runs, successfulRuns, undated, sample } = result;
    for (const [at, developer] of developers.entries()) {
      this.#tally.add(numberedWeek(weeks[at]!), names[developer]!, runs[at]!, successfulRuns[at]!);
    }
    if (undated > 0) this.#skipped.add("no usable timestamp", undated);
    this.#samples.push(sample);
  }

  counts(): WeeklyCount[] {
    return this.#tally.counts();
  }

  /** The first bad lines, in order. */
  firstBadLines(): BadLine[] {
    return this.#badLines.toSorted((a, b) => a.input - b.input || a.at - b.at).slice(0, maxNamedLines);
  }

  /** Ids that came again in one thread, or in several. */
  repeatedIds(): number {
    const mask = this.#samples.reduce((widest, sample) => (sample.mask > widest ? sample.mask : widest), 0n);
    const seen = new Set<bigint>();
    let repeats = this.#repeats;
    for (const { hashes } of this.#samples) {
      for (const hash of hashes) {
        if ((hash & mask) !== 0n) continue;
        if (seen.has(hash)) repeats++;
        seen.add(hash);
      }
    }
    return repeats;
  }
}
