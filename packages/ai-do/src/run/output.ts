import type { ChildProcess } from "node:child_process";
import { fstatSync } from "node:fs";
import type { Readable } from "node:stream";
import { StepPipe } from "./step-pipe.ts";

/** Takes a piece of output; resolves when it has been written, rejects when its reader is gone. */
export type Deliver = (chunk: Buffer) => Promise<void>;

/** What steps write to, and the way from there to our own standard output and error, and to the log. */
export interface Output {
  /** For the child's standard output and error. */
  readonly stdio: readonly [number | "pipe", number | "pipe"];
  /** To be called when the child has been started. The function it returns waits for the delivery of what it wrote until its end. */
  readonly follow: (child: ChildProcess) => () => Promise<void>;
  readonly close: () => void;
}

/** Opens the way; `keep` gets a copy of all that goes along. */
export function openOutput(keep: (chunk: Buffer) => void): Output {
  const to = (stream: NodeJS.WriteStream): Deliver => {
    return (chunk) => {
      keep(chunk);
      return new Promise((resolve, reject) => {
        stream.write(chunk, (error) => (error ? reject(error) : resolve()));
      });
    };
  };
  const out = to(process.stdout);
  const err = to(process.stderr);
  return openPipes(out, err) ?? socketOutput(out, err);
}

/** One pipe for both when both go to the same place: then nothing changes the order in which a step writes. */
function openPipes(out: Deliver, err: Deliver): Output | undefined {
  const outPipe = StepPipe.open(out);
  if (outPipe === undefined) return undefined;
  const errPipe = isSameFile(1, 2) ? outPipe : StepPipe.open(err);
  if (errPipe === undefined) return undefined;
  const pipes = [...new Set([outPipe, errPipe])];
  return {
    stdio: [outPipe.writeEnd, errPipe.writeEnd],
    follow: () => async () => {
      await Promise.all(pipes.map((pipe) => pipe.drain()));
    },
    close: () => pipes.forEach((pipe) => pipe.close()),
  };
}

function isSameFile(a: number, b: number): boolean {
  const [first, second] = [fstatSync(a), fstatSync(b)];
  return first.dev === second.dev && first.ino === second.ino && first.rdev === second.rdev;
}

/** Where there are no named pipes: what Node itself gives a child. A step can't open its /dev/stdout then. */
function socketOutput(out: Deliver, err: Deliver): Output {
  return {
    stdio: ["pipe", "pipe"],
    follow: ({ stdout, stderr }) => {
      const delivered = Promise.all([forward(stdout, out), forward(stderr, err)]);
      return async () => void (await delivered);
    },
    close: () => {},
  };
}

async function forward(from: Readable | null, deliver: Deliver): Promise<void> {
  try {
    for await (const chunk of (from ?? []) as AsyncIterable<Buffer>) await deliver(chunk);
  } catch {
    // The reader is gone. Leaving the loop closes the stream, and the step hears of it when it writes.
  }
}
