import { calendarDay } from "../calendar-day.ts";
import { maxDedupedIds, maxSampledIds } from "../limits.ts";
import { faultOf, parseText } from "../read/json-text.ts";
import { TooManyIdsError } from "../seen-ids.ts";
import type { SkipReason } from "../skip-report.ts";
import { readCounts, readSample } from "./read-tables.ts";
import type { ScanJob, ScanResult } from "./scan-job.ts";
import { scanModule, type ScanExports } from "./scan-module.ts";
import { searchTask, type SearchedTask } from "./search-task.ts";
import { ValueCounter } from "./value-counter.ts";
import { webAssembly, type WasmModule } from "./web-assembly.ts";

/** What a scanner is made of; it can be posted to a thread. */
export interface ScannerParts {
  readonly module: WasmModule;
  readonly task: SearchedTask;
  readonly job: ScanJob;
  /** The same for all threads, which compare their hashes, and new for each count. */
  readonly seeds: readonly [seed: bigint, factor: bigint];
}

/** @returns undefined where the scanner can't run, or not for this task */
export function scannerParts(job: ScanJob): ScannerParts | undefined {
  const task = searchTask(job.task);
  const module = task && scanModule();
  if (task === undefined || module === undefined) return undefined;
  return { module, task, job, seeds: [randomBits(), randomBits()] };
}

/** Not to be foreseen by who wrote the input, which is all that it takes; loading node:crypto takes 6 ms. */
function randomBits(): bigint {
  return (BigInt(Math.floor(Math.random() * 2 ** 32)) << 32n) | BigInt(Math.floor(Math.random() * 2 ** 32));
}

/** One thread's scanner: takes bytes into its memory, counts what is in them, and asks JavaScript about what is odd. */
export class Scanner {
  readonly #wasm: ScanExports;
  readonly #job: ScanJob;
  readonly #values: ValueCounter;

  constructor({ module, task, job, seeds }: ScannerParts) {
    const { timeZone, dedupe } = job;
    this.#wasm = instantiate(module, timeZone);
    this.#job = job;
    this.#values = new ValueCounter(job, {
      isRepeated: (id) => this.#isRepeated(id) && dedupe,
      // The scanner's own table counts them.
      repeats: 0,
    });
    this.#wasm.seedHash(...seeds);
    this.#wasm.keepIds(dedupe ? maxDedupedIds : maxSampledIds, dedupe);
    this.#wasm.setZoned(timeZone !== "UTC");
    this.input(task.bytes.length).set(task.bytes);
    this.#wasm.setTask(task.bytes.length, task.first, task.second);
  }

  /** Room for so many bytes, to be filled and scanned. What was in it stays; an older view of it must not be used again. */
  input(bytes: number): Buffer<ArrayBuffer> {
    const at = this.#wasm.reserve(bytes);
    return Buffer.from(this.#wasm.memory.buffer, at, bytes);
  }

  /** Lines, or elements of an array, that were scanned so far. */
  get passed(): number {
    return this.#wasm.passed.value;
  }

  /**
   * Scans lines in the room.
   *
   * @param place of them: the byte of the file that is at the beginning of the room, or the function that numbers the
   *   line under way; for bad lines under `strict`
   */
  scanLines(from: number, to: number, input: number, place: number | (() => number)): void {
    const base = this.#wasm.reserve(0);
    const end = base + to;
    let at = base + from;
    while (at < end) {
      at = this.#wasm.scanLines(at, end, this.#job.strict);
      if (at >= end) break;
      const oddEnd = this.#wasm.oddEnd.value;
      const text = { bytes: Buffer.from(this.#wasm.memory.buffer, at, oddEnd - at), line: 0 };
      const value = parseText(text);
      if (value !== undefined) this.add(value);
      else if (typeof place === "function") this.#values.addBad(faultOf(text), input, place());
      else this.#values.addBad(faultOf(text), input, place + at - base, true);
      at = oddEnd + 1;
    }
    this.#checkIds();
  }

  /**
   * Scans elements of an array in the room, as far as they are well formed and have a comma behind them.
   *
   * @returns how far that is
   */
  scanElements(from: number, to: number): number {
    const base = this.#wasm.reserve(0);
    const end = this.#wasm.scanElements(base + from, base + to) - base;
    this.#checkIds();
    return end;
  }

  countLineFeeds(from: number, to: number): number {
    const base = this.#wasm.reserve(0);
    return this.#wasm.countLineFeeds(base + from, base + to);
  }

  /** Counts a value that JavaScript parsed. */
  add(value: unknown): void {
    this.#values.add(value);
  }

  /** A text that could have counted is bad. */
  addBad(reason: SkipReason, input: number, at: number): void {
    this.#values.addBad(reason, input, at);
  }

  result(): ScanResult {
    const values = this.#values.result();
    return {
      ...values,
      ...readCounts(this.#wasm),
      undated: this.#wasm.undated.value,
      sample: readSample(this.#wasm, this.#job.dedupe),
      repeats: this.#wasm.repeats.value,
    };
  }

  #isRepeated(id: string): boolean {
    const bytes = Buffer.from(id);
    const at = this.#wasm.allocate(bytes.length);
    bytes.copy(Buffer.from(this.#wasm.memory.buffer, at, bytes.length));
    const isRepeated = this.#wasm.isRepeated(at, bytes.length) !== 0;
    this.#wasm.release(at);
    return isRepeated;
  }

  #checkIds(): void {
    if (this.#wasm.isFull.value !== 0) throw new TooManyIdsError();
  }
}

function instantiate(module: WasmModule, timeZone: string): ScanExports {
  const imports = {
    run: { dayInZone: (epochSeconds: number) => calendarDay(epochSeconds * 1000, timeZone) },
    env: {
      abort: () => {
        throw new RangeError(
          "the scanner has no more memory: there are too many developers and weeks to count",
        );
      },
    },
  };
  // There is a module, so there is a way to run it.
  return new webAssembly!.Instance(module, imports).exports as unknown as ScanExports;
}
