import { maxNamedLines } from "../limits.ts";
import { isUndatedRun, parseRun } from "../run.ts";
import type { SeenIds } from "../seen-ids.ts";
import { SkipReport, type SkipReason } from "../skip-report.ts";
import { Tally } from "../tally.ts";
import type { BadLine, ScanJob, ValueResult } from "./scan-job.ts";

/** Counts parsed values one by one, as the definition says: the way for all that the scanner doesn't count itself. */
export class ValueCounter {
  readonly #job: ScanJob;
  readonly #ids: SeenIds;
  readonly #tally = new Tally();
  readonly #skipped = new SkipReport();
  #badTotal = 0;
  readonly #badLines: BadLine[] = [];

  constructor(job: ScanJob, ids: SeenIds) {
    this.#job = job;
    this.#ids = ids;
  }

  add(value: unknown): void {
    const { task, timeZone } = this.#job;
    const run = parseRun(value, { timeZone });
    if (run?.task === task) {
      const id = idOf(value);
      if (id !== undefined && this.#ids.isRepeated(id)) return;
      const { week, developer, successful } = run;
      this.#tally.add(week, developer, 1, successful ? 1 : 0);
    } else if (run === null && isUndatedRun(value, task)) {
      this.#skipped.add("no usable timestamp");
    }
  }

  /** A text that could have counted is bad. */
  addBad(reason: SkipReason, input: number, at: number, isByte = false): void {
    if (!this.#job.strict) {
      this.#skipped.add(reason);
      return;
    }
    this.#badTotal++;
    if (this.#badLines.length < maxNamedLines) this.#badLines.push({ input, at, isByte, reason });
  }

  result(): ValueResult {
    return {
      counts: this.#tally.counts(),
      skipped: this.#skipped.byReason,
      badTotal: this.#badTotal,
      badLines: this.#badLines,
      repeats: this.#ids.repeats,
    };
  }
}

/** A row's id, or an event's: a non-empty string, or a number as ECMAScript writes it. */
function idOf(value: unknown): string | undefined {
  const { id } = value as { readonly id?: unknown };
  if (typeof id === "number") return String(id);
  return typeof id === "string" && id !== "" ? id : undefined;
}
