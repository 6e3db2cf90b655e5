import { EventSource } from "./read/event-source.ts";
import { findInputs } from "./read/find-inputs.ts";
import type { ReadProgress } from "./read/input.ts";
import type { ReadOptions } from "./read/read-options.ts";

export type { ReadProgress } from "./read/input.ts";
export type { ReadOptions } from "./read/read-options.ts";
export { EventSource } from "./read/event-source.ts";

/**
 * Reads events from a file, a directory, a glob, `-` (standard input), an `http(s)` URL, or a list of those, in order.
 * Each holds NDJSON or one JSON array of events or rows, compressed or not by its suffix (`.gz`, `.zst`, `.br`). A URL that
 * answers as PostgREST does is read to its end, page by page. Nothing is opened before the iteration begins, and memory
 * does not grow with the size of the input.
 *
 * @returns the events, rows unwrapped; its `skipped` says what was bad
 * @throws (when iterated) ReadError for what can't be read, StrictError for bad lines under `strict`
 */
export function readEvents(source: string | readonly string[], options: ReadOptions = {}): EventSource {
  const sources = typeof source === "string" ? [source] : source;
  const { strict = false } = options;
  const onProgress =
    options.onProgress &&
    ((progress: ReadProgress) => options.onProgress?.({ events: events.eventsRead, ...progress }));
  const events = new EventSource(() => findInputs(sources, { ...options, onProgress }), {
    strict,
    onProgress,
  });
  return events;
}
