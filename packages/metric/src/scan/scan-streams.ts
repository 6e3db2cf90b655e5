import { blockBytes, maxBlocksInFlight } from "../limits.ts";
import type { Placed } from "./count-source.ts";
import type { Scan } from "./scan-files.ts";
import type { ScanResult } from "./scan-job.ts";
import { StreamScan } from "./stream-scan.ts";
import { StreamThread } from "./stream-thread.ts";

/** A stream is not worth a thread before it has filled the blocks that go to and fro. */
const bytesBeforeThread = blockBytes * maxBlocksInFlight;

/**
 * Scans streams one after the other: short ones in this thread, longer ones in another one, while this one reads and
 * decompresses them.
 *
 * @returns what the other thread found, if there was one; what this one found is in its scanner
 * @throws ReadError
 */
export async function scanStreams(streams: readonly Placed[], scan: Scan): Promise<ScanResult[]> {
  let thread: StreamThread | undefined;
  try {
    for (const [{ source, chunks }, place] of streams) {
      const iterator = chunks!()[Symbol.asyncIterator]();
      try {
        const { head, isAll } = await headOf(iterator);
        if (!isAll && scan.threads !== 1) thread ??= StreamThread.start(scan.parts);
        if (isAll || thread === undefined) await scanHere(head, iterator, source, place, scan);
        else await scanThere(head, iterator, source, place, scan, thread);
      } finally {
        await iterator.return?.();
      }
    }
    return thread === undefined ? [] : [await thread.finish()];
  } finally {
    await thread?.close();
  }
}

async function headOf(chunks: AsyncIterator<Buffer>): Promise<{ head: Buffer[]; isAll: boolean }> {
  const head: Buffer[] = [];
  let bytes = 0;
  while (bytes < bytesBeforeThread) {
    const next = await chunks.next();
    if (next.done === true) return { head, isAll: true };
    head.push(next.value);
    bytes += next.value.length;
  }
  return { head, isAll: false };
}

async function scanHere(
  head: readonly Buffer[],
  rest: AsyncIterator<Buffer>,
  source: string,
  place: number,
  { scanner, parts, source: events }: Scan,
): Promise<void> {
  const stream = new StreamScan(scanner, parts.job, source, place);
  for await (const chunk of joined(head, rest)) {
    stream.push(chunk);
    events.eventsRead = scanner.passed;
  }
  stream.end();
}

async function scanThere(
  head: readonly Buffer[],
  rest: AsyncIterator<Buffer>,
  source: string,
  place: number,
  { scanner, source: events }: Scan,
  thread: StreamThread,
): Promise<void> {
  thread.begin(source, place);
  for await (const chunk of joined(head, rest)) {
    await thread.push(chunk);
    events.eventsRead = scanner.passed + thread.events;
  }
  thread.end();
}

async function* joined(
  head: readonly Buffer[],
  rest: AsyncIterator<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
  yield* head;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}
