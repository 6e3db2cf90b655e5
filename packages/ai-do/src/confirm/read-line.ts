import { read } from "node:fs";
import { promisify } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";
import { emptyInputMs, maxAnswerBytes } from "../limits.ts";

const readBytes = promisify(read);
const newline = 0x0a;

/**
 * The next line of an open file, without its end; undefined at the end of the file. Like the shell's `read` it takes byte by byte, so
 * that what follows the line is left to the step that runs next.
 */
export async function readLine(fd: number, abort: AbortSignal): Promise<string | undefined> {
  const bytes: number[] = [];
  const byte = Buffer.alloc(1);
  while (bytes.length < maxAnswerBytes) {
    const length = await orAborted(readByte(fd, byte, abort), abort);
    if (length === 0 && bytes.length === 0) return undefined;
    if (length === 0 || byte[0] === newline) break;
    bytes.push(...byte);
  }
  return Buffer.from(bytes).toString();
}

async function readByte(fd: number, byte: Buffer, abort: AbortSignal): Promise<number> {
  for (;;) {
    abort.throwIfAborted();
    try {
      return (await readBytes(fd, byte, 0, 1, null)).bytesRead;
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      // A terminal that is gone has nothing more to say. One that another program made non-blocking may have, later.
      if (code !== "EAGAIN") return 0;
      await sleep(emptyInputMs);
    }
  }
}

/** A read that waits for a terminal can't be called off; who is asked to end ends without it. */
function orAborted<Value>(promise: Promise<Value>, abort: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(abort.reason as Error);
    abort.addEventListener("abort", stop, { once: true });
    promise.then(resolve, reject).finally(() => abort.removeEventListener("abort", stop));
  });
}
