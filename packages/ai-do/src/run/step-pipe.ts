import { execFileSync } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from "node:fs";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { maxPipeBytes, outputChunkBytes } from "../limits.ts";
import type { Deliver } from "./output.ts";

/**
 * A pipe that steps write to, one after the other, and whose content is delivered as it comes. What Node gives a child by itself is a
 * socket: a step can't write to /dev/stderr then, as it can in a shell, and a program that it leaves in the background holds its
 * output open for ever. At most one chunk is in memory; a step that writes faster than its output is read waits.
 */
export class StepPipe {
  /** Given to a child as its standard output or error. */
  readonly writeEnd: number;
  readonly #readEnd: number;
  readonly #deliver: Deliver;
  readonly #socket: Socket;
  #delivery: Promise<void> = Promise.resolve();
  #isDraining = false;

  /** undefined where there are no named pipes, or no place for one. */
  static open(deliver: Deliver): StepPipe | undefined {
    let folder: string | undefined;
    try {
      folder = mkdtempSync(join(tmpdir(), "ai-do-"));
      const path = join(folder, "pipe");
      execFileSync("mkfifo", ["-m", "600", path], { stdio: "ignore" });
      const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
      return new StepPipe(readEnd, openSync(path, "w"), deliver);
    } catch {
      return undefined;
    } finally {
      // Open files need no name.
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    }
  }

  private constructor(readEnd: number, writeEnd: number, deliver: Deliver) {
    this.#readEnd = readEnd;
    this.writeEnd = writeEnd;
    this.#deliver = deliver;
    const buffer = Buffer.allocUnsafe(outputChunkBytes);
    this.#socket = new Socket({
      fd: readEnd,
      writable: false,
      onread: { buffer, callback: (length) => this.#take(buffer.subarray(0, length)) },
    });
    this.#socket.unref();
    this.#socket.resume();
  }

  /** Stops the reading until the chunk is delivered: its memory is used again then. */
  #take(chunk: Buffer): false {
    this.#delivery = this.#pass(chunk);
    return false;
  }

  /** When the reader is gone, so is ours: the step hears of it when it writes, as in a shell. */
  async #pass(chunk: Buffer): Promise<void> {
    try {
      await this.#deliver(chunk);
      if (!this.#isDraining) this.#socket.resume();
    } catch {
      this.#socket.destroy();
    }
  }

  /** Delivers what is in the pipe now, and does not wait for more: a program in the background may hold it open. */
  async drain(): Promise<void> {
    this.#isDraining = true;
    this.#socket.pause();
    await this.#delivery;
    const chunk = Buffer.allocUnsafe(outputChunkBytes);
    let left = maxPipeBytes;
    while (left > 0 && !this.#socket.destroyed) {
      const length = this.#read(chunk);
      if (length === 0) break;
      left -= length;
      await this.#pass(chunk.subarray(0, length));
    }
    this.#isDraining = false;
    if (!this.#socket.destroyed) this.#socket.resume();
  }

  #read(chunk: Buffer): number {
    try {
      return readSync(this.#readEnd, chunk);
    } catch {
      // EAGAIN: it is empty.
      return 0;
    }
  }

  close(): void {
    this.#socket.destroy();
    closeSync(this.writeEnd);
  }
}
