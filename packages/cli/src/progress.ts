import type { ReadProgress } from "@astrolabe/metric";
import { progressIntervalMs, quietMs } from "./limits.ts";
import { progressText } from "./progress-text.ts";

/** One line on standard error; only on a terminal, only if the work takes a while, and now and then. */
export interface StatusLine {
  readonly show: (text: () => string) => void;
  /** Takes the line away, so that something else can be written. */
  readonly clear: () => void;
}

export function createStatusLine(): StatusLine {
  if (!process.stderr.isTTY) return { show: () => {}, clear: () => {} };
  const startedMs = performance.now();
  let shownMs = 0;
  return {
    show: (text) => {
      const nowMs = performance.now();
      if (nowMs - startedMs < quietMs || nowMs - shownMs < progressIntervalMs) return;
      shownMs = nowMs;
      // A line that wraps can't be taken away.
      process.stderr.write(`\r\u001B[K${text().slice(0, process.stderr.columns - 1)}`);
    },
    clear: () => {
      if (shownMs > 0) process.stderr.write("\r\u001B[K");
      shownMs = 0;
    },
  };
}

export interface ProgressLine {
  readonly show: (progress: ReadProgress) => void;
  readonly clear: () => void;
}

/** Says how far the reading of sources is. */
export function createProgress(): ProgressLine {
  const line = createStatusLine();
  let sourceStartedMs = performance.now();
  let source = "";
  return {
    show: (progress) => {
      const nowMs = performance.now();
      if (progress.source !== source) {
        source = progress.source;
        sourceStartedMs = nowMs;
      }
      line.show(() => progressText(progress, nowMs - sourceStartedMs));
    },
    clear: line.clear,
  };
}
