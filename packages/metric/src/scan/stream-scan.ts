import type { TextSplitter } from "../read/json-text.ts";
import { parseTexts, type ParseOptions } from "../read/parse-texts.ts";
import type { ScanJob } from "./scan-job.ts";
import type { Scanner } from "./scanner.ts";
import { streamSplitter } from "./stream-splitter.ts";

/** Counts what a stream holds, chunk by chunk. */
export class StreamScan {
  readonly #scanner: Scanner;
  readonly #splitter: TextSplitter;
  readonly #options: ParseOptions;

  constructor(scanner: Scanner, { task, strict }: ScanJob, source: string, input: number) {
    this.#scanner = scanner;
    this.#splitter = streamSplitter(scanner, source, input);
    this.#options = {
      task: strict ? undefined : task,
      onBad: (reason, line) => scanner.addBad(reason, input, line),
    };
  }

  push(chunk: Buffer): void {
    for (const value of parseTexts(this.#splitter.push(chunk), this.#options)) this.#scanner.add(value);
  }

  end(): void {
    for (const value of parseTexts(this.#splitter.end(), this.#options)) this.#scanner.add(value);
  }
}
