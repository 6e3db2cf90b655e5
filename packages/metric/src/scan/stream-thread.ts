import type { Worker } from "node:worker_threads";
import { blockBytes, maxBlocksInFlight } from "../limits.ts";
import { ReadError } from "../read-error.ts";
import type { ScanResult } from "./scan-job.ts";
import type { ScannerParts } from "./scanner.ts";
import { startWorker } from "./start-worker.ts";
import type { StreamOrder, StreamReport } from "./stream-worker.ts";

/** The thread that scans streams, as the main thread sees it. Chunks are gathered into blocks, which go to and fro. */
export class StreamThread {
  readonly #worker: Worker;
  readonly #free: Buffer<ArrayBuffer>[];
  #filling: Buffer<ArrayBuffer> | undefined;
  #filledBytes = 0;
  #result: ScanResult | undefined;
  #failure: Error | undefined;
  #wake: (() => void) | undefined;
  /** Values scanned so far. */
  events = 0;

  /** @returns undefined where threads aren't allowed */
  static start(parts: ScannerParts): StreamThread | undefined {
    const worker = startWorker("stream-worker", parts);
    return worker && new StreamThread(worker);
  }

  private constructor(worker: Worker) {
    this.#worker = worker;
    this.#free = Array.from({ length: maxBlocksInFlight }, () => Buffer.from(new ArrayBuffer(blockBytes)));
    worker.on("message", (report: StreamReport) => this.#take(report));
    worker.on("error", (error: Error) => this.#fail(error));
  }

  begin(source: string, input: number): void {
    this.#post({ begin: { source, input } });
  }

  /** Resolves when there is room for more. */
  async push(chunk: Buffer): Promise<void> {
    let from = 0;
    while (from < chunk.length) {
      this.#filling ??= await this.#freeBlock();
      const copied = chunk.copy(this.#filling, this.#filledBytes, from);
      from += copied;
      this.#filledBytes += copied;
      if (this.#filledBytes === this.#filling.length) this.#send();
    }
  }

  end(): void {
    this.#send();
    this.#post("end");
  }

  async finish(): Promise<ScanResult> {
    this.#post("finish");
    while (this.#result === undefined) await this.#report();
    return this.#result;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #send(): void {
    if (this.#filling === undefined) return;
    this.#post({ block: this.#filling.subarray(0, this.#filledBytes) }, [this.#filling.buffer]);
    this.#filling = undefined;
    this.#filledBytes = 0;
  }

  async #freeBlock(): Promise<Buffer<ArrayBuffer>> {
    while (this.#free.length === 0) await this.#report();
    return this.#free.pop()!;
  }

  #post(order: StreamOrder, transfer: ArrayBuffer[] = []): void {
    this.#worker.postMessage(order, transfer);
  }

  /** @throws what the thread failed with */
  async #report(): Promise<void> {
    if (this.#failure === undefined) await new Promise<void>((resolve) => (this.#wake = resolve));
    if (this.#failure !== undefined) throw this.#failure;
  }

  #take(report: StreamReport): void {
    if ("failure" in report) {
      this.#fail(new ReadError(report.failure.source, report.failure.reason));
      return;
    }
    if ("result" in report) this.#result = report.result;
    else {
      this.#free.push(Buffer.from(report.scanned));
      this.events = report.events;
    }
    this.#wake?.();
  }

  #fail(error: Error): void {
    this.#failure = error;
    this.#wake?.();
  }
}
