import type { EventSource } from "../read/event-source.ts";
import { parseTexts } from "../read/parse-texts.ts";
import type { SkipReason } from "../skip-report.ts";
import type { Placed } from "../read/input.ts";
import type { ScanJob } from "./scan-job.ts";

/** Counts values and keeps faults. */
export interface ValueSink {
  add(value: unknown): void;
  addBad(reason: SkipReason, input: number, at: number): void;
}

/** Parses what could be a run, and has it counted. */
export async function countTexts(
  inputs: readonly Placed[],
  sink: ValueSink,
  { task, strict }: ScanJob,
  source: EventSource,
): Promise<void> {
  for (const [input, place] of inputs) {
    for await (const texts of input.texts()) {
      const values = parseTexts(texts, {
        task: strict ? undefined : task,
        onBad: (reason, line) => sink.addBad(reason, place, line),
      });
      for (const value of values) sink.add(value);
      source.eventsRead += texts.length;
    }
  }
}
