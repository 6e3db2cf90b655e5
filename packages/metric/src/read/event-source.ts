import { BadLines } from "../strict-error.ts";
import { toEvent } from "../run.ts";
import { SkipReport } from "../skip-report.ts";
import type { Input, ReadProgress } from "./input.ts";
import { parseTexts } from "./parse-texts.ts";

export interface EventSourceOptions {
  readonly strict: boolean;
  readonly onProgress: ((progress: ReadProgress) => void) | undefined;
}

/** The events of one or several sources, opened when the iteration begins. */
export class EventSource implements AsyncIterable<unknown> {
  /** What was skipped so far; it is complete when the iteration has ended, and begins anew with the next one. */
  readonly skipped: SkipReport = new SkipReport();
  /**
   * How many runs had an id that an earlier one had too. Only counting looks at ids: with `dedupe` at all of them, and
   * those runs were left out; otherwise at a sample, and they were counted.
   */
  repeatedIds = 0;
  /** Values read so far. */
  eventsRead = 0;
  readonly strict: boolean;
  readonly onProgress: ((progress: ReadProgress) => void) | undefined;
  readonly #findInputs: () => Promise<readonly Input[]>;

  constructor(findInputs: () => Promise<readonly Input[]>, { strict, onProgress }: EventSourceOptions) {
    this.#findInputs = findInputs;
    this.strict = strict;
    this.onProgress = onProgress;
  }

  /** Every event, rows unwrapped. */
  async *[Symbol.asyncIterator](): AsyncGenerator<unknown, void, undefined> {
    for await (const batch of this.batches()) yield* batch.map(toEvent);
  }

  /** Events and rows as they stand, in batches. */
  async *batches(): AsyncGenerator<readonly unknown[], void, undefined> {
    const badLines = new BadLines();
    for (const { source, texts } of await this.inputs()) {
      for await (const batch of texts()) {
        this.eventsRead += batch.length;
        yield parseTexts(batch, {
          onBad: (reason, line) =>
            this.strict ? badLines.add(source, line, reason) : this.skipped.add(reason),
        });
      }
    }
    badLines.throwIfAny();
  }

  /** Looks the sources up, and begins anew. */
  inputs(): Promise<readonly Input[]> {
    this.skipped.clear();
    this.repeatedIds = 0;
    this.eventsRead = 0;
    return this.#findInputs();
  }
}
