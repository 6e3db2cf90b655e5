import { BadLines } from "../strict-error.ts";
import { toEvent } from "../run.ts";
import { SkipReport } from "../skip-report.ts";
import type { Input } from "./input.ts";
import { parseTexts } from "./parse-texts.ts";

/** The events of one or several sources, opened when the iteration begins. */
export class EventSource implements AsyncIterable<unknown> {
  /** What was skipped so far; it is complete when the iteration has ended, and begins anew with the next one. */
  readonly skipped: SkipReport = new SkipReport();
  readonly #findInputs: () => Promise<readonly Input[]>;
  readonly #strict: boolean;

  constructor(findInputs: () => Promise<readonly Input[]>, strict: boolean) {
    this.#findInputs = findInputs;
    this.#strict = strict;
  }

  /** Every event, rows unwrapped. */
  async *[Symbol.asyncIterator](): AsyncGenerator<unknown, void, undefined> {
    for await (const batch of this.batches()) yield* batch.map(toEvent);
  }

  /**
   * Events and rows as they stand, in batches. With a task, those alone that could be runs of it: where the whole file
   * need not be parsed, this is the place to go without.
   */
  async *batches(task?: string): AsyncGenerator<readonly unknown[], void, undefined> {
    this.skipped.clear();
    const badLines = this.#strict ? new BadLines() : undefined;
    for (const input of await this.#findInputs()) {
      for await (const texts of input.texts()) {
        yield parseTexts(texts, input.source, { task, skipped: this.skipped, badLines });
      }
    }
    badLines?.throwIfAny();
  }
}
