import type { ReadProgress } from "./input.ts";

export interface ReadOptions {
  /** Key for URLs; without it `EVENTS_TOKEN` is sent to where it belongs. */
  readonly token?: string | undefined;
  /** Where `EVENTS_TOKEN` and `EVENTS_URL` are looked up; `process.env` when left out. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** Check every line, and throw a StrictError at the end when any is bad. */
  readonly strict?: boolean | undefined;
  /** What the source `-` reads; `process.stdin` when left out. */
  readonly stdin?: AsyncIterable<Uint8Array> | undefined;
  readonly onProgress?: ((progress: ReadProgress) => void) | undefined;
  /** Told in a sentence what went unexpectedly but not wrong, e.g. that a request is tried again. */
  readonly onWarning?: ((message: string) => void) | undefined;
}
