import type { JsonText } from "../read/json-text.ts";
import { parseTexts, type ParseOptions } from "../read/parse-texts.ts";
import type { Placed } from "../read/input.ts";
import type { Scan } from "./scan-files.ts";
import { streamSplitter } from "./stream-splitter.ts";

/**
 * Scans streams one after the other, chunk by chunk; what is found is in the scanner. A thread of its own for that was
 * slower than none: zlib already decompresses the next chunk in another one meanwhile, and to hand bytes over costs as
 * much as to scan them.
 *
 * @throws ReadError
 */
export async function scanStreams(streams: readonly Placed[], scan: Scan): Promise<void> {
  for (const [{ source, chunks }, place] of streams) {
    const splitter = streamSplitter(scan.scanner, source, place);
    for await (const chunk of chunks!()) count(splitter.push(chunk), place, scan);
    count(splitter.end(), place, scan);
  }
}

/** Counts the texts that the scanner left to JavaScript. */
function count(texts: readonly JsonText[], place: number, { scanner, parts, source }: Scan): void {
  const options: ParseOptions = {
    task: parts.job.strict ? undefined : parts.job.task,
    onBad: (reason, line) => scanner.addBad(reason, place, line),
  };
  for (const value of parseTexts(texts, options)) scanner.add(value);
  source.eventsRead = scanner.passed;
}
